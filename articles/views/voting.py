from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.addresses import address_for
from articles.forms import VoteForm
from articles.models import ArticlePage
from articles.signals import article_voted
from articles.voters import remember, token_for_vote, voter_key
from articles.voting import cast_vote
from kbsite.accounts.roles import is_staff_member
from kbsite.limits.taking import Limit, LimitReached, person_or_address, take

# Somebody who reads a lot of articles in an hour answers perhaps ten times; a script answers thousands.
LIMIT = Limit("article-votes", times=60, seconds=3600)


@require_POST
def vote(request: HttpRequest, article_id: int) -> HttpResponse:
    """Store the answer and return to the article, at the thanks."""
    page = get_object_or_404(
        ArticlePage.objects.visible_to(request.user).select_related("locale"), pk=article_id, live_revision__isnull=False
    )
    back = address_for(page.url_path, language=page.locale.language_code, reader_language=get_language())
    form = VoteForm(request.POST)
    try:
        take(LIMIT, person_or_address(request))
    except LimitReached:
        form.add_error(None, _("These are too many answers in an hour. Please try again later."))
    if not form.is_valid():
        return render(request, "articles/vote/index.html", {"page": page, "form": form, "back": back}, status=422)
    token = token_for_vote(request)
    stored = cast_vote(
        article=page,
        voter_key=voter_key(request, page, token=token),
        answer=form.cleaned_data["answer"],
        reasons=form.cleaned_data["reasons"],
        comment=form.cleaned_data["comment"],
        is_counted=not is_staff_member(request.user),
    )
    article_voted.send_robust(sender=ArticlePage, request=request, page=page, vote=stored)
    response = redirect(f"{back}#vote")
    remember(response, request, token)
    return response
