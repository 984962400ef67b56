"""What readers said about one article: the rate of each version, the reasons, their own words, and who waits for a fix."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.fixing.marking import mark_as_fix
from articles.fixing.selectors import fix_desk
from articles.forms import MarkFixForm
from articles.models import ArticlePage
from deflection.reporting.said.priors import priors
from deflection.reporting.said.selectors import said_about
from deflection.reporting.said.versions import versions_of_article, versions_series
from deflection.reporting.views.access import for_report_readers


@require_safe
@for_report_readers
def article(request: HttpRequest, pk: int) -> HttpResponse:
    page = _article_or_404(request, pk)
    said = said_about(page, comments_page=request.GET.get("page"))
    context = {
        "said": said,
        "page": page,
        "page_obj": said.comments_page,
        "today": timezone.localdate(),
        "fixes": fix_desk(page, user=request.user),
    }
    return render(request, "reports/article/index.html", context)


@require_safe
@for_report_readers
def article_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """CSV or JSON of the versions."""
    page = _article_or_404(request, pk)
    series = versions_series(page, versions_of_article(page, priors()))
    body, kind = (series.to_csv(), "text/csv") if form == "csv" else (series.to_json(), "application/json")
    disposition = f'attachment; filename="{series.name}.{form}"'
    return HttpResponse(body, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": disposition})


@require_POST
@for_report_readers
def mark_fix(request: HttpRequest, pk: int) -> HttpResponse:
    """An editor says which version is the fix."""
    page = _article_or_404(request, pk)
    form = MarkFixForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was marked: choose a version."))
        return redirect("reports:article", page.pk)
    revision, note = form.cleaned_data["revision"], form.cleaned_data["note"]
    try:
        mark_as_fix(article=page, revision_id=revision, note=note, by=request.user)
    except ValueError:
        messages.error(request, _("Nothing was marked: nobody waits for this version any more."))
    else:
        messages.success(request, _("Marked. Whoever waits gets one mail as soon as the version is published."))
    return redirect("reports:article", page.pk)


def _article_or_404(request: HttpRequest, pk: int) -> ArticlePage:
    published = ArticlePage.objects.visible_to(request.user).filter(live_revision__isnull=False)
    return get_object_or_404(published.select_related("locale"), pk=pk)
