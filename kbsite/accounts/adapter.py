from allauth.account.adapter import DefaultAccountAdapter
from django.utils.crypto import get_random_string


class AccountAdapter(DefaultAccountAdapter):
    """Addresses are the log-in; the username is a random handle that tells nothing."""

    def populate_username(self, request, user) -> None:
        user.username = "u" + get_random_string(11, "abcdefghjkmnpqrstuvwxyz23456789")
