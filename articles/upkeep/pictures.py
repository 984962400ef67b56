"""Images without alternative text: people who do not see them are told nothing. Editors must give one; imports may have none."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from articles.models import ArticlePage, LinksRead
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list
from articles.upkeep.own import edit_address, owner_name


def register_pictures_without_words() -> None:
    register_work_list(
        WorkList(
            name="images-without-text",
            order=55,
            label=gettext_lazy("Images without alternative text"),
            meaning=gettext_lazy(
                "Somebody who does not see them is told nothing. Say what they show, or mark them as decorative."
            ),
            empty=gettext_lazy("Every image has a text or is decorative."),
            count=lambda chosen: _wordless(chosen).count(),
            rows=_rows,
        )
    )


def pictures_without_words(article: ArticlePage) -> int:
    """How many images of the text are neither described nor decorative."""
    return sum(part["type"] == "image" and _is_wordless(part["value"]) for part in article.body.raw_data)


def _is_wordless(value: object) -> bool:
    shown = value.get("image") if isinstance(value, dict) else None
    if not isinstance(shown, dict):
        return shown is not None
    return bool(shown.get("image")) and not shown.get("decorative") and not str(shown.get("alt_text") or "").strip()


def _wordless(chosen: Chosen) -> QuerySet[LinksRead]:
    return LinksRead.objects.filter(pictures_without_words__gt=0, article__in=chosen.published().values("pk"))


def _rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    found = _wordless(chosen).select_related("article__owner", "article__locale")
    return [
        Row(
            title=one.article.title,
            language=one.article.locale.language_code,
            why=ngettext("%(count)s image without a text", "%(count)s images without a text", one.pictures_without_words)
            % {"count": one.pictures_without_words},
            url=edit_address(one.article_id),
            owner=owner_name(one.article),
        )
        for one in found.order_by("-pictures_without_words", "article_id")[start:stop]
    ]
