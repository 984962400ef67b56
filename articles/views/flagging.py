from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.addresses import address_for
from articles.flagging import raise_flag
from articles.forms import FlagForm
from articles.models import ArticlePage
from kbsite.limits.taking import Limit, LimitReached, person_or_address, take

# A careful reader of a large manual reports a handful an hour.
LIMIT = Limit("article-flags", times=10, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: HttpRequest, article_id: int) -> HttpResponse:
    """Anybody who may read an article may say what is wrong with it."""
    page = get_object_or_404(ArticlePage.objects.visible_to(request.user).select_related("locale", "owner"), pk=article_id)
    back = address_for(page.url_path, language=page.locale.language_code, reader_language=get_language())
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take(LIMIT, person_or_address(request))
        except LimitReached:
            form.add_error(None, _("These are too many reports in an hour. Please try again later."))
        else:
            raise_flag(article=page, reason=form.cleaned_data["reason"], comment=form.cleaned_data["comment"], by=request.user)
            messages.success(request, _("Thank you. The person who looks after this page has been told."))
            return redirect(back)
    context = {"page": page, "form": form, "back": back}
    return render(request, "articles/flag/index.html", context, status=422 if request.method == "POST" else 200)
