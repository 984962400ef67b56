"""Keeping `effective_audience` right: the strictest audience on the way from the start page down to a page.

It is stored, so that "what may this person read" is one indexed filter everywhere. Work in progress is for staff whatever
else is chosen.
"""

from collections import defaultdict

from django.db import transaction

from articles.models import ArticlePage, Confidence, SectionPage
from kbsite.accounts.audience import Audience, strictest

STEP = SectionPage.steplen
# Root and start page have the first two steps of a path and no audience.
FIRST_SECTION = 3 * STEP
# Stays below SQLite's limit of bound values in one statement.
UPDATE_BATCH = 500


def section_paths_above(path: str) -> list[str]:
    """Tree paths of the sections that a page with this tree path lies in, the outermost first."""
    return [path[:end] for end in range(FIRST_SECTION, len(path), STEP)]


def own_audience(page: ArticlePage | SectionPage) -> str:
    """What the page itself asks for, without the sections above it."""
    if isinstance(page, ArticlePage) and page.confidence == Confidence.WORK_IN_PROGRESS:
        return Audience.STAFF
    return page.audience


def set_effective_audience(page: ArticlePage | SectionPage) -> None:
    """Compute it from the database's present state; the caller saves. Needs a transaction."""
    # Locked, so that a section that becomes stricter at the same moment waits and then sees this page too.
    above = SectionPage.objects.select_for_update(of=("self",)).filter(path__in=section_paths_above(page.path))
    page.effective_audience = strictest(own_audience(page), *above.values_list("audience", flat=True))


@transaction.atomic
def refresh_audiences_under(path: str) -> None:
    """Recompute the page with this tree path and everything below it. Idempotent; also the rebuild from truth."""
    sections = {
        section.path: section
        for section in SectionPage.objects.filter(path__in=section_paths_above(path))
        | SectionPage.objects.filter(path__startswith=path)
    }
    articles = ArticlePage.objects.filter(path__startswith=path).only("path", "audience", "confidence", "effective_audience")
    changed: dict[tuple[type, str], list[int]] = defaultdict(list)
    below = [section for section in sections.values() if section.path.startswith(path)]
    for page in [*below, *articles.iterator(chunk_size=UPDATE_BATCH)]:
        above = [sections[p].audience for p in section_paths_above(page.path) if p in sections]
        effective = strictest(own_audience(page), *above)
        if effective != page.effective_audience:
            changed[type(page), effective].append(page.pk)
    for (model, effective), ids in changed.items():
        for start in range(0, len(ids), UPDATE_BATCH):
            model.objects.filter(pk__in=ids[start : start + UPDATE_BATCH]).update(effective_audience=effective)
