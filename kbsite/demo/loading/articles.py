"""Lumo's sections and articles."""

import json
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from wagtail.models import Locale

from articles.importing.running import import_articles
from articles.models import HomePage, ImportedArticle, SectionPage
from kbsite.demo.content import rows_of
from kbsite.demo.loading import SOURCE

# The articles' dates were written as if this were today.
WRITTEN_ON = date(2026, 11, 21)
SECTION_KEYS = uuid.UUID("3c1f2d8e-52a4-4f6b-8a35-0f6e0c1b7d11")


def section_key(slug: str) -> uuid.UUID:
    """The same in every language, so that a section's three pages belong together."""
    return uuid.uuid5(SECTION_KEYS, slug)


@transaction.atomic
def load_sections() -> None:
    homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for row in rows_of("sections.json"):
        for language, home in homes.items():
            key = section_key(row["slug"])
            if SectionPage.objects.filter(translation_key=key, locale=locales[language]).exists():
                continue
            home.refresh_from_db()
            home.add_child(
                instance=SectionPage(
                    title=row["title"][language],
                    slug=row["slug"],
                    intro=row["description"][language],
                    icon=row["icon"],
                    locale=locales[language],
                    translation_key=key,
                )
            )


def load_articles(*, today: date) -> list[str]:
    """Returns what the import refused or could not keep, a sentence each; the demo's own texts should leave none."""
    shift = timedelta(days=(today - WRITTEN_ON).days)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        rows = rows_of("articles.jsonl")
        for row in rows:
            row["updated"] = (date.fromisoformat(row["updated"]) + shift).isoformat()
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        summary = import_articles(path, source=SOURCE)
    return [str(line) for line in summary.refused] + [f"{what}: {count}" for what, count in summary.findings.items()]


def article_references() -> dict[str, str]:
    """ "article:<id in the file>" -> "article:<content key>"."""
    imported = ImportedArticle.objects.filter(source=SOURCE).select_related("page")
    return {f"article:{one.external_id}": f"article:{one.page.translation_key}" for one in imported}
