"""`{% load measurement_tags %}{% beacon "article" page.translation_key page.live_revision_id words %}` at the end of a page."""

import uuid
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from deflection.recording.page_token import make_page_token

register = template.Library()


@register.simple_tag(takes_context=True)
def beacon(
    context: dict[str, Any], kind: str, key: uuid.UUID, revision: int | None = None, words: int = 0, language: str = ""
) -> SafeString | str:
    """Lets the page tell how long it was read. No query, no cookie; nothing in an editor's preview."""
    if getattr(context.get("request"), "is_preview", False):
        return ""
    token = make_page_token(kind=kind, key=key, revision=revision, words=words, language=language or get_language() or "")
    return format_html(
        '<data id="page-token" value="{}" data-to="{}"></data><script type="module" src="{}"></script>',
        token,
        reverse("recording:beacon"),
        static("js/beacon.js"),
    )
