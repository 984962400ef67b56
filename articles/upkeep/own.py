"""Lists of this room: due, stale, flagged, in review, waited for, worth an article."""

import datetime
from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import TaskState

from articles.models import ArticleFlag, ArticlePage
from articles.querysets import ArticleQuerySet
from articles.reusing.selectors import Reused, reuse_of_each
from articles.reviewing import DAYS_AHEAD
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list

WAITS = Q(fix_requests__confirmed_at__isnull=False, fix_requests__told_at__isnull=True)


def register_own_lists() -> None:
    register_work_list(
        WorkList(
            name="due",
            order=10,
            label=gettext_lazy("Due for review"),
            meaning=gettext_lazy("To be looked at again within a week. Read it, correct it, and give it a new date."),
            empty=gettext_lazy("Nothing is due within a week."),
            count=lambda chosen: _due(chosen).count(),
            rows=lambda chosen, start, stop: _review_rows(_due(chosen), start, stop),
        )
    )
    register_work_list(
        WorkList(
            name="stale",
            order=60,
            label=gettext_lazy("Stale"),
            meaning=gettext_lazy("The day of the review has passed. Readers see a note that parts may no longer hold."),
            empty=gettext_lazy("Every article has been looked at in time."),
            count=lambda chosen: _stale(chosen).count(),
            rows=lambda chosen, start, stop: _review_rows(_stale(chosen), start, stop),
        )
    )
    register_work_list(
        WorkList(
            name="flags",
            order=20,
            label=gettext_lazy("Open flags"),
            meaning=gettext_lazy("Somebody, or the site itself, says that something is wrong. The oldest stand first."),
            empty=gettext_lazy("No flag is open."),
            count=lambda chosen: _flags(chosen).count(),
            rows=_flag_rows,
        )
    )
    register_work_list(
        WorkList(
            name="in-review",
            order=15,
            label=gettext_lazy("Drafts waiting for review"),
            meaning=gettext_lazy("Drafts that you may approve or send back. With “only mine”: those that name you."),
            empty=gettext_lazy("No draft waits for you."),
            count=lambda chosen: len(_reviews(chosen)),
            rows=_review_task_rows,
        )
    )
    register_work_list(
        WorkList(
            name="fix-wanted",
            order=30,
            label=gettext_lazy("Readers wait for a fix"),
            meaning=gettext_lazy("Readers said no and asked to be told. Correct it, then say which version is the fix."),
            empty=gettext_lazy("Nobody waits for a fix."),
            count=lambda chosen: _waited_for(chosen).count(),
            rows=_waited_for_rows,
            shows_owner=False,
        )
    )


def edit_address(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def owner_name(article: ArticlePage) -> str:
    return article.owner.public_name if article.owner else _("nobody")


def _due(chosen: Chosen) -> ArticleQuerySet:
    until = chosen.today + datetime.timedelta(days=DAYS_AHEAD)
    return chosen.published().filter(review_by__gte=chosen.today, review_by__lte=until)


def _stale(chosen: Chosen) -> ArticleQuerySet:
    return chosen.published().filter(review_by__lt=chosen.today)


def _review_rows(articles: ArticleQuerySet, start: int, stop: int) -> list[Row]:
    found = list(articles.select_related("owner", "locale").order_by("review_by", "pk")[start:stop])
    reused = reuse_of_each([one.translation_key for one in found])
    return [
        Row(
            title=one.title,
            language=one.locale.language_code,
            why=_review_reason(one, reused.get(one.translation_key)),
            url=edit_address(one.pk),
            owner=owner_name(one),
        )
        for one in found
    ]


def _review_reason(article: ArticlePage, reused: Reused | None) -> str:
    """The day, and whether people are still answered with it: what is in use is worth the first look."""
    day = _("Review by %(day)s") % {"day": date_format(article.review_by, "SHORT_DATE_FORMAT")}
    if reused is None:
        return day
    words = ngettext(
        "reused for %(questions)s question, on %(day)s", "reused for %(questions)s questions, last on %(day)s", reused.questions
    )
    return f"{day}; {words % {'questions': reused.questions, 'day': date_format(reused.last_at, 'SHORT_DATE_FORMAT')}}"


def _flags(chosen: Chosen):
    flags = ArticleFlag.objects.filter(closed_at__isnull=True, article__in=chosen.editable().values("pk"))
    return flags.filter(owner=chosen.user) if chosen.is_mine else flags


def _flag_rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    found = _flags(chosen).select_related("article__locale", "owner").order_by("raised_at", "pk")[start:stop]
    return [
        Row(
            title=one.article.title,
            language=one.article.locale.language_code,
            why=_("%(reason)s, since %(day)s")
            % {"reason": one.get_reason_display(), "day": date_format(one.raised_at, "SHORT_DATE_FORMAT")},
            url=reverse("article_flags:edit", args=[one.pk]),
            owner=one.owner.public_name if one.owner else _("nobody"),
        )
        for one in found
    ]


def _reviews(chosen: Chosen) -> list[TaskState]:
    """What waits for this person's word. Few at a time, whatever the number of articles."""
    waiting = TaskState.objects.reviewable_by(chosen.user).select_related("revision", "workflow_state__requested_by")
    states = [one for one in waiting.order_by("started_at", "pk") if one.revision is not None]
    # In review one sees drafts that one may not edit: the named reviewer is asked for exactly that.
    drafts = ArticlePage.objects.filter(pk__in=[int(one.revision.object_id) for one in states])
    if chosen.section is not None:
        drafts = drafts.filter(path__startswith=chosen.section.path)
    if chosen.language:
        drafts = drafts.filter(locale__language_code=chosen.language)
    languages = dict(drafts.values_list("pk", "locale__language_code"))
    for one in states:
        one.language = languages.get(int(one.revision.object_id), "")
    return [
        one for one in states if one.language and (not chosen.is_mine or one.revision.content.get("reviewer") == chosen.user.pk)
    ]


def _review_task_rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    def asked_by(one: TaskState) -> str:
        person = one.workflow_state.requested_by
        return person.public_name if person else _("nobody")

    return [
        Row(
            title=str(one.revision.content.get("title", "")),
            language=one.language,
            why=_("Waits since %(day)s, asked by %(person)s")
            % {"day": date_format(one.started_at, "SHORT_DATE_FORMAT"), "person": asked_by(one)},
            url=edit_address(int(one.revision.object_id)),
        )
        for one in _reviews(chosen)[start:stop]
    ]


def _waited_for(chosen: Chosen) -> ArticleQuerySet:
    waited = chosen.published().annotate(
        readers=Count("fix_requests", WAITS), since=Min("fix_requests__confirmed_at", filter=WAITS)
    )
    return waited.filter(readers__gt=0)


def _waited_for_rows(chosen: Chosen, start: int, stop: int) -> Sequence[Row]:
    found: Iterable[ArticlePage] = (
        _waited_for(chosen).select_related("locale").order_by(F("readers").desc(), "since", "pk")[start:stop]
    )
    return [
        Row(
            title=one.title,
            language=one.locale.language_code,
            why=ngettext("%(readers)s reader waits", "%(readers)s readers wait", one.readers) % {"readers": one.readers},
            url=edit_address(one.pk),
        )
        for one in found
    ]
