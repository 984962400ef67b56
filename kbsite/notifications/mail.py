"""Queueing mail: a row in the caller's transaction, so the mail exists exactly when what it tells about does."""

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import validate_email
from django.template import Context
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import override

from kbsite.notifications.models import MailJob

SUBJECT_PREFIX = "Subject:"
MAX_SUBJECT = 180  # characters; some mail programs cut or fold badly beyond

_is_silent: ContextVar[bool] = ContextVar("notifications_no_mail", default=False)


def queue_mail(
    *,
    key: str,
    to: str,
    template: str,
    context: Mapping[str, object],
    language: str,
    user: object = None,
    headers: Mapping[str, str] | None = None,
) -> MailJob:
    """Queue one mail, rendered now in the reader's language. Idempotent on `key`: the first text stays.

    `templates/emails/<template>.txt` starts with a line "Subject: …"; an `.html` beside it is optional. Call it inside the
    transaction of the act. Raises ValidationError for an impossible address and ValueError for a header with a line break.
    """
    validate_email(to)
    extra = dict(headers or {})
    for name, value in extra.items():
        if any(character in name + value for character in "\r\n"):
            raise ValueError(f"the mail header {name!r} has a line break")
    if _is_silent.get():
        return MailJob(key=key, to=to)
    known = MailJob.objects.filter(key=key).first()
    if known is not None:
        return known
    subject, text, html = render_mail(template=template, context={**context, "recipient": user}, language=language)
    now = timezone.now()
    # get_or_create, not create: two requests with the same key may both have passed the look above.
    job, _created = MailJob.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "headers": extra,
            "message_id": message_id_for(key),
            "language": language,
            "next_try_at": now,
            "created_at": now,
        },
    )
    return job


def render_mail(*, template: str, context: Mapping[str, object], language: str) -> tuple[str, str, str]:
    """Subject, text and HTML ("" when there is none). The text is not HTML, so nothing in it is escaped."""
    values = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    with override(language):
        source = get_template(f"emails/{template}.txt").template.render(Context(values, autoescape=False))
        try:
            html = get_template(f"emails/{template}.html").render(dict(values))
        except TemplateDoesNotExist:
            html = ""
    first_line, _, text = source.lstrip().partition("\n")
    if not first_line.startswith(SUBJECT_PREFIX):
        raise ValueError(f"emails/{template}.txt must start with a line '{SUBJECT_PREFIX} …'")
    return one_line(first_line.removeprefix(SUBJECT_PREFIX)), text.strip() + "\n", html


def one_line(text: str) -> str:
    """Text fit for a mail header: no line break or control character can start a header of its own."""
    kept = "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)
    joined = " ".join(kept.split())
    return joined if len(joined) <= MAX_SUBJECT else joined[: MAX_SUBJECT - 1].rstrip() + "…"


def message_id_for(key: str) -> str:
    """The stable Message-ID of the mail with this key; the key itself cannot be read from it."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:mail:{key}".encode()).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


@contextmanager
def no_mail() -> Iterator[None]:
    """Within it nothing is queued: for loading old stories through today's verbs. Other threads and processes mail on."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)
