"""One screen from an answer to a draft. Everything works by plain sending; each button says what should hold."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles.models import ArticlePage, ArticleSource
from articles.permissions import can_update, can_write_up
from articles.personal_data import PersonalData, find_personal_data
from articles.promoting.covering import Texts, cover, uncover
from articles.promoting.drafting import can_take_back, draft_from, send_to_review, take_back, update_from
from articles.promoting.duplicates import likely_section, near_duplicates
from articles.promoting.forms import (
    WriteUpForm,
    covered_as_text,
    covered_from_text,
    first_words,
    left_out_as_text,
    left_out_from_text,
    sections_for,
)
from articles.promoting.markdown_blocks import joined
from articles.promoting.origins import origin_named
from articles.promoting.proposing import propose
from articles.promoting.source import AnswerSource
from articles.rendering.body import render_body
from kbsite.text.errors import TextTooLong

_STEPS = ("cover", "uncover", "put_back")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_up(request: HttpRequest, kind: str, answer_key: str) -> HttpResponse:
    source = _source_or_404(request, kind, answer_key)
    article = _article_to_update(request)
    if article is None:
        known = ArticleSource.objects.filter(kind=source.kind, answer_key=source.answer_key, is_update=False).first()
        if known is not None:
            return redirect("articles:written_up", known.pk)
    if request.method != "POST":
        return _show(request, source, article, _first_form(request, source, article))
    form = _form(request, source, article, data=request.POST)
    if any(step in request.POST for step in _STEPS):
        return _show(request, source, article, _after_step(request, source, article, form))
    return _save(request, source, article, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of an answer, with the way back for as long as nothing was built on it."""
    if not can_write_up(request.user):
        raise Http404
    row = get_object_or_404(ArticleSource.objects.select_related("article__locale", "contributor", "made_by"), pk=pk)
    origin = origin_named(row.kind)
    link = origin.links(request.user, [row.key]).get(row.key) if origin else None
    if request.method == "POST":
        try:
            take_back(row, by=request.user)
        except (PermissionDenied, ValidationError) as refusal:
            messages.error(request, _sentence(refusal))
            return redirect("articles:written_up", pk)
        messages.success(request, _("Taken back. The answer is as free as before."))
        return redirect(link.url if link else "articles:index")
    context = {
        "row": row,
        "article": row.article,
        "origin": link,
        "workflow_state": row.article.current_workflow_state,
        "can_take_back": can_take_back(row) and can_update(request.user, row.article),
        "is_published": row.article.live and (row.article.live_revision_id or 0) >= row.revision_id,
    }
    return render(request, "articles/written_up/index.html", context)


def _source_or_404(request: HttpRequest, kind: str, answer_key: str) -> AnswerSource:
    origin = origin_named(kind)
    source = origin.find(request.user, answer_key) if origin and can_write_up(request.user) else None
    if source is None:
        raise Http404
    return source


def _article_to_update(request: HttpRequest) -> ArticlePage | None:
    wanted = request.GET.get("update", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 18):
        raise Http404
    article = get_object_or_404(ArticlePage.objects.visible_to(request.user).select_related("locale"), pk=int(wanted))
    if not can_update(request.user, article):
        raise Http404
    return article


def _form(request: HttpRequest, source: AnswerSource, article: ArticlePage | None, **kwargs) -> WriteUpForm:
    return WriteUpForm(
        sections=sections_for(request.user, source.language),
        is_update=article is not None,
        credit_label=_credit_label(request, source),
        **kwargs,
    )


def _credit_label(request: HttpRequest, source: AnswerSource) -> str:
    person = source.contributor
    if person is None or person.user is None or not person.user.is_active:
        return ""
    if person.user.pk == request.user.pk:
        return _("Name me as the one who gave the answer")
    return _("Ask %(name)s whether the article may name them") % {"name": person.name}


def _first_form(request: HttpRequest, source: AnswerSource, article: ArticlePage | None) -> WriteUpForm:
    initial: dict[str, object] = dict(first_words(propose(source)))
    if article is None:
        key = likely_section(near_duplicates(source, user=request.user))
        sections = sections_for(request.user, source.language)
        initial["section"] = sections.filter(translation_key=key).first() if key else None
    return _form(request, source, article, initial=initial)


def _after_step(request: HttpRequest, source: AnswerSource, article: ArticlePage | None, form: WriteUpForm) -> WriteUpForm:
    """The same words with one thing masked, shown again or put back; nothing is checked or saved."""
    texts = form.words()
    covered = covered_from_text(request.POST.get("covered", ""))
    left_out = left_out_from_text(request.POST.get("left_out", ""))
    if "cover" in request.POST:
        wanted = request.POST["cover"]
        for piece in _pieces(source, texts):
            if wanted in ("all", piece.text):
                texts, made = cover(texts, piece, covered, language=_language(source, article))
                covered.append(made)
    elif "uncover" in request.POST:
        wanted = request.POST["uncover"]
        for one in [one for one in covered if wanted in ("all", one.placeholder)]:
            texts = uncover(texts, one)
            covered.remove(one)
    else:
        number = request.POST["put_back"]
        if number.isdigit() and len(number) < 6 and int(number) < len(left_out):
            part, one = left_out.pop(int(number))
            texts[part] = joined([one.text, texts[part]] if one.is_first else [texts[part], one.text])
    kept = {
        name: form[name].value()
        for name in ("section", "reviewer", "asks_for_credit", "keeps_personal_data")
        if name in form.fields
    }
    state = {"covered": covered_as_text(covered), "left_out": left_out_as_text(left_out)}
    return _form(request, source, article, initial=texts | kept | state)


def _save(request: HttpRequest, source: AnswerSource, article: ArticlePage | None, form: WriteUpForm) -> HttpResponse:
    left = _pieces(source, form.words())
    if left and not request.POST.get("keeps_personal_data"):
        form.add_error(
            None,
            ngettext(
                "%(count)d piece of personal data is still in the text. Mask it, or say that it may stay.",
                "%(count)d pieces of personal data are still in the text. Mask them, or say that they may stay.",
                len(left),
            )
            % {"count": len(left)},
        )
    if not form.is_valid():
        return _show(request, source, article, form, status=422)
    choices = {
        "by": request.user,
        "asks_for_credit": form.cleaned_data.get("asks_for_credit", False),
        "reviewer": form.cleaned_data["reviewer"],
    }
    try:
        if article is None:
            text = form.article_text()
            row = draft_from(source, section=form.cleaned_data["section"], text=text, **choices)
        else:
            text = form.article_text(title=article.title)
            row = update_from(source, article=article, text=text, **choices)
        if "review" in request.POST:
            send_to_review(row, by=request.user)
    except (PermissionDenied, ValidationError, TextTooLong) as refusal:
        form.add_error(None, _sentence(refusal))
        return _show(request, source, article, form, status=422)
    messages.success(
        request, _("Sent to review.") if "review" in request.POST else _("The draft is saved. Readers do not see it yet.")
    )
    return redirect("articles:written_up", row.pk)


def _show(
    request: HttpRequest, source: AnswerSource, article: ArticlePage | None, form: WriteUpForm, *, status: int = 200
) -> HttpResponse:
    pieces = _pieces(source, form.words())
    covered = covered_from_text(str(form["covered"].value() or ""))
    context = {
        "source": source,
        "article": article,
        "article_html": render_body(article, reader_language=article.locale.language_code).html if article else "",
        "form": form,
        "pieces": pieces,
        "covered": covered,
        "left_out": left_out_from_text(str(form["left_out"].value() or "")),
        "duplicates": near_duplicates(source, user=request.user) if article is None else [],
        "language": _language(source, article),
    }
    return render(request, "articles/write_up/index.html", context, status=status)


def _pieces(source: AnswerSource, texts: Texts) -> list[PersonalData]:
    return find_personal_data("\n".join(texts.values()), names=source.names)


def _language(source: AnswerSource, article: ArticlePage | None) -> str:
    return article.locale.language_code if article else source.language


def _sentence(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
