"""Translation debt: versions that are older than what they translate, and languages that have none.

The source of a content is its version in the site's default language, as that is what translators work from.
"""

import datetime

from django.conf import settings
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import ArticlePage
from articles.querysets import ArticleQuerySet
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list
from articles.upkeep.own import edit_address, owner_name
from kbsite.text.languages import LANGUAGE_NAMES

# Versions that were published in one go are the same age.
SAME_AGE = datetime.timedelta(hours=1)


def register_translation_lists() -> None:
    register_work_list(
        WorkList(
            name="translation-older",
            order=70,
            label=gettext_lazy("Translation older than its source"),
            meaning=gettext_lazy("The source was published after the translation. See what has changed, and publish it too."),
            empty=gettext_lazy("Every translation is as new as its source."),
            count=lambda chosen: _older(chosen).count(),
            rows=_older_rows,
        )
    )
    register_work_list(
        WorkList(
            name="translation-missing",
            order=75,
            label=gettext_lazy("Translation missing"),
            meaning=gettext_lazy("Readers of this language are shown another one, and told so."),
            empty=gettext_lazy("Every article is there in every language."),
            count=lambda chosen: sum(_missing(chosen, language).count() for language in _targets(chosen)),
            rows=_missing_rows,
        )
    )


def _source_of() -> ArticleQuerySet:
    return ArticlePage.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE, live=True
    )


def _older(chosen: Chosen) -> ArticleQuerySet:
    translations = chosen.published().exclude(locale__language_code=settings.LANGUAGE_CODE)
    newer = ExpressionWrapper(F("last_published_at") + SAME_AGE, output_field=DateTimeField())
    return translations.annotate(source_at=Subquery(_source_of().values("last_published_at")[:1])).filter(source_at__gt=newer)


def _older_rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    found = _older(chosen).annotate(source_pk=Subquery(_source_of().values("pk")[:1]))
    return [
        Row(
            title=one.title,
            language=one.locale.language_code,
            why=_("From %(day)s; its source is from %(source_day)s")
            % {
                "day": date_format(one.last_published_at, "SHORT_DATE_FORMAT"),
                "source_day": date_format(one.source_at, "SHORT_DATE_FORMAT"),
            },
            url=edit_address(one.pk),
            owner=owner_name(one),
            evidence_url=reverse("wagtailadmin_pages:history", args=[one.source_pk]),
        )
        for one in found.select_related("owner", "locale").order_by("-source_at", "pk")[start:stop]
    ]


def _targets(chosen: Chosen) -> list[str]:
    """The languages that are looked at: the chosen one means what is missing in it."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return [code for code in others if chosen.language in ("", code)]


def _missing(chosen: Chosen, language: str) -> ArticleQuerySet:
    # The source stands in its own language, whichever is missing.
    everywhere = Chosen(user=chosen.user, today=chosen.today, section=chosen.section, is_mine=chosen.is_mine)
    there = ArticlePage.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=language, live=True)
    return everywhere.published().filter(~Exists(there), locale__language_code=settings.LANGUAGE_CODE)


def _missing_rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    """One query a language: each is read as far as the page reaches."""
    rows: list[tuple[int, str, Row]] = []
    draft = ArticlePage.objects.filter(translation_key=OuterRef("translation_key"), live=False)
    may_translate = chosen.user.has_perm("simple_translation.submit_translation")
    for language in _targets(chosen):
        found = _missing(chosen, language).annotate(
            draft_pk=Subquery(draft.filter(locale__language_code=language).values("pk")[:1])
        )
        rows += [
            (one.pk, language, _missing_row(one, language, may_translate=may_translate))
            for one in found.select_related("owner", "locale").order_by("pk")[:stop]
        ]
    # One list of all languages; each was read in this order as far as the page reaches.
    rows.sort(key=lambda row: row[:2])
    return [row for _pk, _language, row in rows[start:stop]]


def _missing_row(one: ArticlePage, language: str, *, may_translate: bool) -> Row:
    name = LANGUAGE_NAMES.get(language, language)
    if one.draft_pk:
        why, url = _("%(language)s: a draft exists") % {"language": name}, edit_address(one.draft_pk)
    else:
        why = _("%(language)s: none") % {"language": name}
        url = reverse("simple_translation:submit_page_translation", args=[one.pk]) if may_translate else edit_address(one.pk)
    return Row(title=one.title, language=one.locale.language_code, why=why, url=url, owner=owner_name(one))
