from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from kbsite.accounts.joining import welcome_user


@receiver(user_signed_up)
def give_role(sender, request, user, **kwargs) -> None:
    welcome_user(user=user)
