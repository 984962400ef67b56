"""An answer becomes a draft, or a part of an article that is there already. Each step can be taken back."""

import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from articles.models import ArticlePage, ArticleSource, Confidence, Credit, SectionPage
from articles.permissions import check_can_add_to, check_can_update, check_can_write_up
from articles.promoting.composing import compose
from articles.promoting.crediting import ask_for_credit
from articles.promoting.proposing import ArticleText, propose
from articles.promoting.source import AnswerSource
from kbsite.accounts.models import User


def draft_from(
    source: AnswerSource,
    *,
    by: User,
    section: SectionPage,
    text: ArticleText | None = None,
    asks_for_credit: bool = True,
    reviewer: User | None = None,
) -> ArticleSource:
    """A new article as an ordinary Wagtail draft, with the row that links it to its answer. Nothing is published.

    Without `text`, the words that `propose` finds. An answer has at most one article of its own: a second call returns the
    row of the first. Raises PermissionDenied; ValidationError without a title or words; kbsite.text's TextTooLong.
    """
    known = ArticleSource.objects.filter(kind=source.kind, answer_key=source.answer_key, is_update=False).first()
    if known is not None:
        return known
    try:
        return _make_draft(
            source,
            by=by,
            section=section,
            text=text or propose(source).text,
            asks_for_credit=asks_for_credit,
            reviewer=reviewer,
        )
    except IntegrityError:
        # Somebody else's press came between the look and the write; theirs stands.
        return ArticleSource.objects.get(kind=source.kind, answer_key=source.answer_key, is_update=False)


@transaction.atomic
def _make_draft(
    source: AnswerSource,
    *,
    by: User,
    section: SectionPage,
    text: ArticleText,
    asks_for_credit: bool,
    reviewer: User | None,
) -> ArticleSource:
    check_can_write_up(by)
    check_can_add_to(by, section)
    _check_written(text)
    key = uuid.uuid4()
    language = section.locale.language_code
    article = ArticlePage(
        title=text.title,
        summary=text.summary,
        body=ArticlePage._meta.get_field("body").to_python(compose(text, language=language, key=key)),
        locale=section.locale,
        translation_key=key,
        owner=by,
        reviewer=reviewer,
        live=False,
        # One answer helped one person: whether it holds for all, a reviewer says.
        confidence=Confidence.NOT_VALIDATED,
    )
    section.refresh_from_db()
    section.add_child(instance=article)
    if source.product is not None:
        article.products = [source.product]
    article.tags.set([tag.strip()[:100] for tag in text.tags if tag.strip()])
    revision = article.save_revision(user=by, log_action=True)
    return _link(source, article=article, revision=revision, by=by, asks_for_credit=asks_for_credit)


@transaction.atomic
def update_from(
    source: AnswerSource,
    *,
    article: ArticlePage,
    by: User,
    text: ArticleText,
    asks_for_credit: bool = True,
    reviewer: User | None = None,
) -> ArticleSource:
    """The words as new blocks at the end of an article's next draft; readers see what they saw until it is published.

    Raises PermissionDenied, ValidationError without words or when the article has this answer already, TextTooLong.
    """
    check_can_update(by, article)
    _check_written(text)
    if ArticleSource.objects.filter(article=article, kind=source.kind, answer_key=source.answer_key).exists():
        raise ValidationError(_("This answer is part of that article already."))
    article = ArticlePage.objects.select_for_update(of=("self",)).get(pk=article.pk)
    base = article.get_latest_revision() or article.save_revision(user=by)
    draft = base.as_object()
    added = compose(text, language=draft.locale.language_code, key=uuid.uuid4())
    draft.body = ArticlePage._meta.get_field("body").to_python([*draft.body.get_prep_value(), *added])
    draft.reviewer = reviewer or draft.reviewer
    revision = draft.save_revision(user=by, log_action=True)
    return _link(source, article=article, revision=revision, updated=base, by=by, asks_for_credit=asks_for_credit)


def can_take_back(row: ArticleSource) -> bool:
    """Whether nothing has been built on it: not published, and nobody has saved another draft since."""
    article = row.article
    is_published = article.live and (not row.is_update or (article.live_revision_id or 0) >= row.revision_id)
    return not is_published and article.latest_revision_id == row.revision_id


@transaction.atomic
def take_back(row: ArticleSource, *, by: User) -> None:
    """Undo: the new draft goes, an updated article gets its text of before. Raises PermissionDenied, ValidationError."""
    check_can_update(by, row.article)
    if not can_take_back(row):
        raise ValidationError(_("The article was edited or published since; change it in the editor."))
    if row.is_update:
        base = Revision.objects.get(pk=row.base_revision_id)
        base.as_object().save_revision(user=by, previous_revision=base, log_action=True)
        row.delete()
        return
    log(instance=row.article, action="wagtail.delete", user=by, deleted=True)
    row.article.delete()


@transaction.atomic
def send_to_review(row: ArticleSource, *, by: User) -> None:
    """The ordinary Wagtail workflow of its subject. Raises PermissionDenied, ValidationError where there is none."""
    check_can_update(by, row.article)
    workflow = row.article.get_workflow()
    if workflow is None:
        raise ValidationError(_("No review is set up for this subject. Publish it in the editor."))
    workflow.start(row.article, by)


def _link(
    source: AnswerSource,
    *,
    article: ArticlePage,
    revision: Revision,
    updated: Revision | None = None,
    by: User,
    asks_for_credit: bool,
) -> ArticleSource:
    """`updated` is the revision that the words were added to; none for an article of the answer's own."""
    row = ArticleSource.objects.create(
        article=article,
        kind=source.kind,
        key=source.key,
        answer_key=source.answer_key,
        is_update=updated is not None,
        revision_id=revision.pk,
        base_revision_id=updated.pk if updated else None,
        made_by=by,
        contributor=source.contributor.user if source.contributor else None,
    )
    _settle_credit(row, by=by, asks=asks_for_credit)
    # The revision was saved from another object of the same page.
    row.article = ArticlePage.objects.get(pk=article.pk)
    return row


def _settle_credit(row: ArticleSource, *, by: User, asks: bool) -> None:
    if asks and row.contributor_id == by.pk:
        row.credit = Credit.GIVEN
        row.save(update_fields=["credit"])
    elif asks:
        ask_for_credit(row, by=by)


def _check_written(text: ArticleText) -> None:
    if not text.title.strip():
        raise ValidationError({"title": _("Write the issue in a few words.")})
    if not text.resolution.strip():
        raise ValidationError({"resolution": _("Without a resolution it is no article yet.")})
