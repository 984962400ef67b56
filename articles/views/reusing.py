"""Answering with articles: what the picker finds while somebody types, and the page that links an article without a reply."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.reusing.picking import find_picks, likely_picks
from articles.reusing.places import Spot, spot_at
from articles.reusing.recording import link_article, unlink_article
from articles.reusing.selectors import answered_before, linked_articles
from kbsite.limits.taking import Limit, LimitReached, take
from kbsite.security import client_address

# As for the search field: a fast typist, and an office behind one address.
PICKS_PER_ADDRESS = Limit("picks", times=600, seconds=60)
MOST_CHARS = 200


@login_required
@require_safe
def pick(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """Options for the combobox; nothing to be seen alone. Under load this is refused first: the field still finds."""
    try:
        take(PICKS_PER_ADDRESS, client_address(request))
    except LimitReached as error:
        return HttpResponse(status=429, headers={"Retry-After": str(error.retry_after)})
    spot = _spot_or_404(request, place, key)
    picks = find_picks(_words(request, "q"), spot=spot, user=request.user, today=timezone.localdate())
    return render(request, "articles/picker/options.html", {"picks": picks})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answered_by(request: HttpRequest, place: str, key: str) -> HttpResponse:
    spot = _spot_or_404(request, place, key)
    if not spot.may_link:
        raise PermissionDenied(_("Only people of the service desk link articles to questions."))
    if request.method == "POST":
        _link_or_unlink(request, spot)
        return redirect(spot.url)
    words, today = _words(request, "words"), timezone.localdate()
    if words:
        picks = find_picks(words, spot=spot, user=request.user, today=today, with_topics=False)
    else:
        picks = likely_picks(spot=spot, user=request.user, today=today)
    context = {
        "spot": spot,
        "words": words,
        "picks": picks,
        "linked": linked_articles(spot.place, spot.key, user=request.user),
        "hints": () if words else answered_before(spot, user=request.user),
    }
    return render(request, "articles/answered_by/index.html", context)


def _link_or_unlink(request: HttpRequest, spot: Spot) -> None:
    try:
        if "unlink" in request.POST:
            unlink_article(spot=spot, article_key=UUID(request.POST["unlink"]))
            messages.success(request, _("The link to the article is gone."))
        else:
            link_article(spot=spot, article_key=UUID(request.POST.get("link", "")), by=request.user)
            messages.success(request, _("The article is linked."))
    except ValueError:
        raise Http404 from None


def _spot_or_404(request: HttpRequest, place: str, key: str) -> Spot:
    spot = spot_at(place, key, user=request.user)
    if spot is None:
        raise Http404
    return spot


def _words(request: HttpRequest, name: str) -> str:
    # Some databases refuse text with a zero character.
    return " ".join(request.GET.get(name, "")[:MOST_CHARS].replace("\x00", " ").split())
