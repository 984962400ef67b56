from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kbsite.notifications.notices import mark_all_read, mark_read
from kbsite.notifications.selectors import notices_page


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    page = notices_page(user=request.user, page=request.GET.get("page", 1), only_unread=request.GET.get("show") == "unread")
    return render(request, "notifications/notices/index.html", {"page": page, "page_obj": page.page_obj})


@login_required
@require_POST
def read_one(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Somebody else's notice and a read one answer alike: there is nothing to tell."""
    mark_read(user=request.user, notice_id=notice_id)
    return redirect("notifications:list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(user=request.user)
    return redirect("notifications:list")
