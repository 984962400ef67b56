from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from kbsite.security import PUBLIC_POLICY


class ServedByView:
    """A Wagtail page that a view of ours shows, on the site and in the admin's preview."""

    # Views stand above models and are named, as in a URLconf, because Wagtail serves and previews through the model.
    served_by: str
    # Wagtail's own page privacy is off: two rules about who may read would sooner or later disagree.
    private_page_options: list[str] = []

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return import_string(self.served_by)(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        response = self.serve(request)
        # The admin shows the preview in a frame of its own; no other page may.
        policy = response.headers.get("Content-Security-Policy", PUBLIC_POLICY)
        response.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
        return response
