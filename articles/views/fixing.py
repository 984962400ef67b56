"""Tell me when it is fixed: leaving an address, and the links in the mails. No link changes anything by itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from articles.addresses import address_for
from articles.fixing.asking import address_key, ask_to_be_told, confirm_request
from articles.fixing.forgetting import forget_requests, forget_requests_of
from articles.fixing.links import request_behind
from articles.forms import TellMeForm, VoteForm
from articles.models import Answer, ArticlePage, ArticleVote, FixRequest
from articles.selectors.article import vote_of
from articles.signals import article_voted
from articles.voters import voter_key
from articles.voting import cast_vote
from kbsite.accounts.roles import is_staff_member
from kbsite.limits.taking import Limit, LimitReached, person_or_address, take

# A reader leaves an address on a page or two; a script would use us to mail strangers.
ASK = Limit("fix-requests", times=10, seconds=3600)
# However many people type it: no mailbox gets more from us than this.
MAILS = Limit("fix-mails", times=3, seconds=86_400)
ANSWER = Limit("fix-answers", times=30, seconds=3600)
BOTH_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH_METHODS)
def tell_me(request: HttpRequest, article_id: int) -> HttpResponse:
    """Below a no: leave an address. Whoever has not said no is led to the question."""
    page = get_object_or_404(
        ArticlePage.objects.visible_to(request.user).select_related("locale"), pk=article_id, live_revision__isnull=False
    )
    back = f"{_address(page)}#vote"
    vote = vote_of(page, voter_key(request, page))
    if vote is None or vote.answer != Answer.NO:
        return redirect(back)
    form = TellMeForm(request.POST or None, initial=TellMeForm.initial_for(request.user))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            take(ASK, person_or_address(request))
            take(MAILS, address_key(email))
        except LimitReached:
            form.add_error(None, _("That was often in a short time. Please try again tomorrow."))
        else:
            user = request.user if request.user.is_authenticated else None
            ask_to_be_told(vote=vote, email=email, language=get_language() or "en", user=user)
            # The same words for every address: nobody learns here who waits for what.
            messages.success(request, _("A mail is on its way to you. Open the link in it, and we tell you when this is fixed."))
            return redirect(back)
    status = 422 if request.method == "POST" else 200
    return render(request, "articles/fix/ask.html", {"page": page, "form": form, "back": back}, status=status)


@require_http_methods(BOTH_METHODS)
def confirm(request: HttpRequest, handle: str) -> HttpResponse:
    wish = request_behind(handle)
    if wish is None:
        return _gone(request)
    if request.method == "POST":
        confirm_request(request=wish)
    context = {"wish": wish, "handle": handle, "article": _article_of(request, wish)}
    return render(request, "articles/fix/confirm.html", context)


# A mail program's own button posts without our form; the signed address is the secret (RFC 8058).
@csrf_exempt
@require_http_methods(BOTH_METHODS)
def forget(request: HttpRequest, handle: str) -> HttpResponse:
    wish = request_behind(handle)
    if wish is not None and request.method == "POST":
        forget_requests([wish])
        wish = None
    if wish is None:
        return _gone(request)
    return render(request, "articles/fix/forget.html", {"handle": handle, "article": _article_of(request, wish)})


@require_POST
def forget_mine(request: HttpRequest, article_id: int) -> HttpResponse:
    """From the article itself, for the browser that answered."""
    page = get_object_or_404(ArticlePage.objects.visible_to(request.user).select_related("locale"), pk=article_id)
    vote = vote_of(page, voter_key(request, page))
    if vote is not None:
        forget_requests_of(vote)
        messages.success(request, _("Your address is erased."))
    return redirect(f"{_address(page)}#vote")


@require_http_methods(BOTH_METHODS)
def answer(request: HttpRequest, handle: str) -> HttpResponse:
    """The second answer, as the same reader as the first, on whatever device the mail was read."""
    wish = request_behind(handle)
    if wish is None or wish.told_at is None:
        return _gone(request)
    page = _article_of(request, wish)
    if page is None or not page.live_revision_id:
        raise Http404
    form = VoteForm(request.POST) if request.method == "POST" else None
    if form is not None:
        try:
            take(ANSWER, person_or_address(request))
        except LimitReached:
            form.add_error(None, _("These are too many answers in an hour. Please try again later."))
        if form.is_valid():
            _store(request, wish, page, form)
            return redirect(f"{reverse('articles:fix_answer', args=[handle])}#vote")
    vote = vote_of(page, wish.vote.voter_key)
    context = {
        "wish": wish,
        "page": page,
        "address": _address(page),
        "vote": vote,
        "failed": form,
        "form": VoteForm.following(vote),
        "post_to": reverse("articles:fix_answer", args=[handle]),
    }
    return render(request, "articles/fix/answer.html", context, status=422 if form is not None else 200)


def _store(request: HttpRequest, wish: FixRequest, page: ArticlePage, form: VoteForm) -> ArticleVote:
    stored = cast_vote(
        article=page,
        voter_key=wish.vote.voter_key,
        answer=form.cleaned_data["answer"],
        reasons=form.cleaned_data["reasons"],
        comment=form.cleaned_data["comment"],
        is_counted=wish.vote.is_counted and not is_staff_member(request.user),
    )
    article_voted.send_robust(sender=ArticlePage, request=request, page=page, vote=stored)
    return stored


def _article_of(request: HttpRequest, wish: FixRequest) -> ArticlePage | None:
    """What may be named to whoever opened the link: the link alone opens no article that is not for everybody."""
    return ArticlePage.objects.visible_to(request.user).select_related("locale").filter(pk=wish.article_id).first()


def _address(page: ArticlePage) -> str:
    return address_for(page.url_path, language=page.locale.language_code, reader_language=get_language() or "en")


def _gone(request: HttpRequest) -> HttpResponse:
    """Nothing is kept: not an error to whoever follows an old link."""
    return render(request, "articles/fix/gone.html")
