"""The ways to reach people, in the same order everywhere: this form, the community, mail, phone."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from deflection.models import ContactHours


@dataclass(frozen=True, slots=True)
class Channels:
    """Empty parts are not offered here and are left out."""

    mailbox: str
    phone: str
    hours: str
    expected_reply: str

    @property
    def phone_link(self) -> str:
        return "tel:" + "".join(character for character in self.phone if character in "+0123456789")


def channels_of(request: HttpRequest) -> Channels:
    """One query a request; the settings object remembers itself on it."""
    hours = ContactHours.load(request_or_site=request)
    language = get_language() or settings.LANGUAGE_CODE
    return Channels(
        mailbox=settings.SUPPORT_MAILBOX,
        phone=settings.SUPPORT_PHONE,
        hours=hours.hours_in(language),
        expected_reply=hours.reply_in(language),
    )
