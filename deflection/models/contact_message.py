"""The words of a contact. Never in measurement."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageSide(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    DESK = "desk", _("Service desk")


class ContactMessage(models.Model):
    """One message between the customer and the desk."""

    contact = models.ForeignKey("deflection.Contact", on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(_("side"), max_length=8, choices=MessageSide)
    # Empty for guests, and when the person asked to be forgotten.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("text"))
    # Of the desk's Markdown, made by kbsite.text. A customer's words are shown as written, so that a pasted log stays a log.
    html = models.TextField(blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    # The desk asks for information: it is the customer's turn, and nothing is answered yet.
    asks_customer = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("written"))
    # Made with the form, so that a second sending writes no second message.
    form_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        default_permissions = ()
        ordering = ["created_at", "id"]
        indexes = [
            # The page of a contact.
            models.Index(fields=["contact", "created_at"], name="deflection_message_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.created_at:%Y-%m-%d %H:%M}"
