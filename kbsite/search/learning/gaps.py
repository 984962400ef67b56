"""What people searched for and did not get: three lists, grouped by meaning, that name nobody.

Not found: no result at all. Not opened: results, and none was opened. Still asked: a result was opened, and then people were
asked. Words are shown only when at least LEAST_VISITS visits used them; the others are one number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from kbsite.search.learning.meaning import SAME_MEANING, likeness
from kbsite.search.models import LoggedSearch, PutAside

# A phrase that only one or two visits typed may say who they are.
LEAST_VISITS = 3
# Different sets of words that are compared with each other; the rarer ones beyond are counted with what is not shown.
MOST_SETS = 5_000
EXAMPLES = 3

Place = PutAside.Place
_ASKED = [LoggedSearch.NextStep.ASKED, LoggedSearch.NextStep.CONTACTED]
CONDITIONS: dict[str, Q] = {
    Place.NOT_FOUND: Q(hits=0),
    Place.NOT_OPENED: Q(hits__gt=0, opened_position=None),
    Place.STILL_ASKED: Q(opened_position__isnull=False, next_step__in=_ASKED),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One need in one language. `label` is the phrase most visits typed, or the words they share when no phrase is common.

    `lemmas` is its most frequent set of base forms: what puts it aside. `wordings` counts the different sets in it.
    """

    place: str
    language: str
    lemmas: str
    label: str
    examples: tuple[str, ...]
    searches: int
    visits: int
    wordings: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Gaps:
    """`rare_searches` are those whose words too few visits used to be shown; `aside` counts the groups put aside."""

    gaps: tuple[Gap, ...]
    rare_searches: int
    aside: int


@dataclass(slots=True)
class _Group:
    language: str
    leader: frozenset[str]
    lemmas: str
    searches: int = 0
    visits: int = 0
    last_at: datetime | None = None
    words: Counter[str] = field(default_factory=Counter)
    members: list[str] = field(default_factory=list)


def gaps(*, place: str, days: int, language: str = "", show_aside: bool = False, now: datetime | None = None) -> Gaps:
    """Most visits first. Three queries whatever the size of the log."""
    rows = LoggedSearch.objects.filter(CONDITIONS[place], at__gte=(now or timezone.now()) - timedelta(days=days))
    if language:
        rows = rows.filter(language=language)
    groups = _grouped(rows)
    phrases = _common_phrases(rows)
    aside = [
        (one_language, frozenset(lemmas.split()))
        for one_language, lemmas in PutAside.objects.filter(place=place).values_list("language", "lemmas")
    ]
    shown: list[Gap] = []
    rare = put_aside = 0
    for group in groups:
        gap = _gap_of(group, place, phrases)
        if gap is None:
            rare += group.searches
            continue
        is_aside = any(
            language_of == group.language and likeness(words, group.leader) >= SAME_MEANING for language_of, words in aside
        )
        put_aside += is_aside
        if is_aside == show_aside:
            shown.append(gap)
    total = sum(group.searches for group in groups)
    rare += max(0, rows.count() - total) if len(groups) >= MOST_SETS else 0
    shown.sort(key=lambda gap: (-gap.visits, -gap.searches, gap.label))
    return Gaps(gaps=tuple(shown), rare_searches=rare, aside=put_aside)


def _grouped(rows: QuerySet[LoggedSearch]) -> list[_Group]:
    """Sets of words that mean the same. Frequent ones lead; each set joins the leader that is most like it, none chains on."""
    sets = (
        rows.order_by()
        .values("language", "lemmas")
        .annotate(searches=Count("pk"), visits=Count("pk", Q(is_first=True)), last_at=Max("at"))
        .order_by("-visits", "-searches", "lemmas")[:MOST_SETS]
    )
    groups: list[_Group] = []
    by_word: dict[tuple[str, str], list[_Group]] = defaultdict(list)
    for one in sets:
        words = frozenset(one["lemmas"].split())
        near = {id(group): group for word in words for group in by_word[one["language"], word]}
        group = max(near.values(), key=lambda other: likeness(other.leader, words), default=None)
        if group is None or likeness(group.leader, words) < SAME_MEANING:
            group = _Group(one["language"], words, one["lemmas"])
            groups.append(group)
            for word in words:
                by_word[one["language"], word].append(group)
        group.searches += one["searches"]
        group.visits += one["visits"]
        group.last_at = max(group.last_at or one["last_at"], one["last_at"])
        group.words.update(dict.fromkeys(words, one["visits"]))
        group.members.append(one["lemmas"])
    return groups


def _common_phrases(rows: QuerySet[LoggedSearch]) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """(language, lemmas) -> phrases as typed that enough visits typed, most visits first."""
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    counted = (
        rows.order_by()
        .values("language", "lemmas", "terms")
        .annotate(visits=Count("pk", Q(is_first=True)))
        .filter(visits__gte=LEAST_VISITS)
        .order_by("-visits", "terms")[:MOST_SETS]
    )
    for one in counted:
        found[one["language"], one["lemmas"]].append((one["terms"], one["visits"]))
    return found


def _gap_of(group: _Group, place: str, phrases: dict[tuple[str, str], list[tuple[str, int]]]) -> Gap | None:
    """None when too few visits used its words."""
    common = [(visits, phrase) for member in group.members for phrase, visits in phrases.get((group.language, member), ())]
    examples = [phrase for _, phrase in sorted(common, key=lambda pair: (-pair[0], pair[1]))]
    shared = [word for word, visits in group.words.most_common() if visits >= LEAST_VISITS]
    if group.visits < LEAST_VISITS or not (examples or shared) or group.last_at is None:
        return None
    return Gap(
        place=place,
        language=group.language,
        lemmas=group.lemmas,
        label=examples[0] if examples else " ".join(sorted(shared)),
        examples=tuple(_distinct(examples[1:], but=examples[0] if examples else ""))[:EXAMPLES],
        searches=group.searches,
        visits=group.visits,
        wordings=len(group.members),
        last_at=group.last_at,
    )


def _distinct(phrases: Iterable[str], *, but: str) -> list[str]:
    """Without those that differ in capital letters only."""
    seen = {but.casefold()}
    return [phrase for phrase in phrases if not (phrase.casefold() in seen or seen.add(phrase.casefold()))]
