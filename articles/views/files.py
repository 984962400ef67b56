"""Pictures, from the application: a web server that reads the folder by itself would ask nobody who may see them."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.utils.sendfile import sendfile
from wagtail.utils.sendfile_streaming_backend import sendfile as streamed

from articles.files import is_stored_for


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """404 for whatever this person may not open, as if it were not there. Browsers keep it and ask again each time."""
    if not is_stored_for(request.user, name) or not default_storage.exists(name):
        raise Http404
    response = sendfile(request, default_storage.path(name), backend=streamed)
    # A picture is never a page, whatever its bytes say.
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
