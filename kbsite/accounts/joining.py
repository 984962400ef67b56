"""How people come to exist: by sign-up, and as authors of imported posts."""

from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.crypto import get_random_string

from kbsite.accounts.models import User
from kbsite.accounts.roles import Role


@transaction.atomic
def welcome_user(*, user: User) -> None:
    """Give a new account the customer's role."""
    user.groups.add(Group.objects.get(name=Role.CUSTOMER))


@transaction.atomic
def imported_author(*, source: str, author_key: str, display_name: str = "") -> User:
    """The stand-in for the author of an imported post: cannot sign in, has no address. Idempotent on (source, key)."""
    imported_from = f"{source}:{author_key}"[:160]
    user, created = User.objects.get_or_create(
        imported_from=imported_from,
        defaults={"username": imported_from[:150], "display_name": display_name[:80], "is_active": False},
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


@transaction.atomic
def open_account(*, email: str, display_name: str, password: str, roles: Sequence[Role], language: str = "en") -> User:
    """An account made by somebody else than its person, with a verified address. Idempotent on the address."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        handle = email.partition("@")[0][:60]
        user = User.objects.create_user(
            username=f"{handle}-{get_random_string(6).lower()}",
            email=email,
            password=password,
            display_name=display_name,
            language=language,
        )
    user.groups.set(Group.objects.filter(name__in=roles))
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
