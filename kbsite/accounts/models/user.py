"""The person. Own model from the first migration, because it can hardly be exchanged later."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account, or the author of an imported post who never signs in."""

    # The pseudonymous key of measurement is an HMAC of this, never of the database id.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    display_name = models.CharField(_("name shown to others"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    may_be_measured = models.BooleanField(
        _("my visits may be counted"),
        default=True,
        help_text=_("Used only to learn whether an article or answer spared a contact. Never shown per person."),
    )
    # Where an imported author comes from ("stackexchange:u197bb75f"); empty for people with an account.
    imported_from = models.CharField(max_length=160, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # Two accounts must never differ only in the case of their address: a reset would reach the wrong person.
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="accounts_user_email_unique_ignoring_case"
            ),
            models.UniqueConstraint(
                fields=["imported_from"], condition=~models.Q(imported_from=""), name="accounts_user_imported_once"
            ),
        ]
        permissions = [("work_here", _("Works here: sees staff content, is left out of measurement"))]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """The name that others see; never the address."""
        return self.display_name or self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = self.public_name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
