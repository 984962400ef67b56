"""Addresses in the mails: whoever has the mail has the request, as no account is asked for."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from articles.models import FixRequest

_signer = Signer(salt="articles.fixing")


def handle_of(request: FixRequest) -> str:
    return _signer.sign(str(request.pk))


def request_behind(handle: str) -> FixRequest | None:
    """None for a handle that nobody here signed, and for a request that has been forgotten."""
    try:
        pk = int(_signer.unsign(handle))
    except (BadSignature, ValueError):
        return None
    return FixRequest.objects.select_related("article__locale", "vote", "fix", "user").filter(pk=pk).first()


def fix_url(request: FixRequest, name: str) -> str:
    """With the site's address, in the reader's language. `name` is one of the addresses in articles/urls.py."""
    with override(request.language):
        return settings.SITE_URL + reverse(f"articles:{name}", args=[handle_of(request)])
