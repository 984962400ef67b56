"""The list of recurring issues, one issue's page, and what editors change on it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deflection.contact.contents import references_of
from deflection.content import parse_content
from deflection.issues.forms import IssueForm, KindForm, LinkForm
from deflection.issues.keeping import create_issue, end_link, free_slug, link_content
from deflection.issues.selectors import issue_list, issue_page
from deflection.models import ContactKind, ContentIssue, RecurringIssue
from deflection.naming import content_names
from deflection.permissions import can_add_issues, can_change_issues, check_can_add_issues, check_can_change_issues
from deflection.reporting.figures.contacts import KINDS
from deflection.reporting.views.access import for_report_readers
from deflection.reporting.wording import kind_plural
from kbsite.search import querying

FOUND = 8


@require_safe
@for_report_readers
def board(request: HttpRequest) -> HttpResponse:
    form = KindForm(request.GET)
    kind = (form.cleaned_data["kind"] if form.is_valid() else "") or ContactKind.PROBLEM.value
    shown = issue_list(kind=kind, user=request.user)
    tabs = [(one, kind_plural(one), shown.counts.get(one, 0), one == kind) for one in KINDS]
    context = {"issues": shown, "tabs": tabs, "may_add": can_add_issues(request.user), "kind_name": kind_plural(kind)}
    return render(request, "issues/board/index.html", context)


@for_report_readers
def new(request: HttpRequest) -> HttpResponse:
    check_can_add_issues(request.user)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        slug = free_slug(slugify(data["title"]))
        issue = create_issue(slug=slug, title=data["title"], kind=data["kind"], parent=data["parent"])
        return redirect("issues:issue", slug=issue.slug)
    return render(request, "issues/new/index.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@for_report_readers
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    page = issue_page(get_object_or_404(RecurringIssue, slug=slug), user=request.user)
    terms = request.GET.get("q", "").strip()
    may_change = can_change_issues(request.user)
    context = {
        "page": page,
        "row": page.row,
        "kind_name": kind_plural(page.row.kind),
        "may_change": may_change,
        "terms": terms,
        "found": _found(request, terms, page.row.contents) if terms and may_change else [],
    }
    return render(request, "issues/issue/index.html", context)


@require_POST
@for_report_readers
def link(request: HttpRequest, slug: str) -> HttpResponse:
    check_can_change_issues(request.user)
    issue = get_object_or_404(RecurringIssue, slug=slug)
    form = LinkForm(request.POST)
    try:
        reference = parse_content(form.cleaned_data["content"] if form.is_valid() else "")
    except ValueError as error:
        raise BadRequest(str(error)) from error
    # Only what this person may see can be linked: a guessed key names nothing.
    if not content_names([str(reference)], user=request.user)[str(reference)].is_here:
        raise BadRequest(_("There is no such content."))
    link_content(issue=issue, content_kind=reference.kind, content_uuid=reference.key)
    messages.success(request, _("Linked from now on."))
    return redirect("issues:issue", slug=slug)


@require_POST
@for_report_readers
def unlink(request: HttpRequest, slug: str, link_id: int) -> HttpResponse:
    check_can_change_issues(request.user)
    end_link(link=get_object_or_404(ContentIssue, pk=link_id, issue__slug=slug, valid_to__isnull=True))
    messages.success(request, _("The link has ended. What was read before stays with the issue."))
    return redirect("issues:issue", slug=slug)


def _found(request: HttpRequest, terms: str, linked: tuple) -> list[tuple[str, str, str]]:
    """Content that is not linked yet: reference, title, language."""
    hits = querying.suggest(
        user=request.user, terms=terms, language=get_language() or "en", limit=FOUND, kinds=["article", "topic"]
    )
    references = references_of(hits)
    known = {f"{one.kind}:{one.key}" for one in linked}
    found = [(references.get((hit.kind, hit.object_id), ""), hit.title, hit.language) for hit in hits]
    return [one for one in found if one[0] and one[0] not in known]
