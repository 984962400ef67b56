"""Response headers that hold for every page: what may run, and what may be kept by a cache."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Our own pages: nothing but our own files; no inline script or style, so a hostile text can never become code.
PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
)
# Wagtail's admin ships inline styles and scripts and frames its previews; it is behind sign-in and its own origin rules.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; "
    "object-src 'none'"
)


def policy_with_frames(origins: Iterable[str]) -> str:
    """For the one page that holds players of these origins: nothing else may be framed, and nowhere else."""
    return f"{PUBLIC_POLICY}; frame-src {' '.join(origins)}"


GetResponse = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicyMiddleware:
    """Sets Content-Security-Policy on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response.headers:
            is_admin = request.path.startswith(settings.ADMIN_PATH)
            response.headers["Content-Security-Policy"] = ADMIN_POLICY if is_admin else PUBLIC_POLICY
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        return response


def client_address(request: HttpRequest) -> str:
    """The caller's network address, trusting exactly as many proxies as are configured. Kept in memory only, never stored."""
    hops = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "")


class PrivateByDefaultMiddleware:
    """No shared cache keeps a page unless its view opted in: a private page in a proxy is a leak that nobody sees."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Cache-Control", "private, no-store" if request.user.is_authenticated else "private, no-cache"
        )
        return response
