"""What the desk and the customer need of a contact and measurement must not have: subject, name, address."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaitingFor(models.TextChoices):
    """Whose turn it is, finer than the desk's three states."""

    DESK = "desk", _("The service desk")
    CUSTOMER = "customer", _("The customer")
    NOBODY = "nobody", _("Nobody")


class Correspondence(models.Model):
    """The private half of a contact. Contacts of other desks have one only when their file told a subject."""

    contact = models.OneToOneField(
        "deflection.Contact", on_delete=models.CASCADE, primary_key=True, related_name="correspondence"
    )
    subject = models.CharField(_("subject"), max_length=150)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # Made with the form: a double click or a second sending finds the first contact.
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    waiting_for = models.CharField(_("waiting for"), max_length=8, choices=WaitingFor, default=WaitingFor.DESK)
    last_message_at = models.DateTimeField(_("last message"))
    # When the customer may be asked whether it is solved; empty: not (or no longer) to be asked.
    ask_solved_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondence")
        default_permissions = ()
        indexes = [
            # The worker's question: who is to be asked now?
            models.Index(
                fields=["ask_solved_at"],
                condition=models.Q(ask_solved_at__isnull=False),
                name="deflection_correspondence_ask",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
