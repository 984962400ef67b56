"""Candidates with what a person may open of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import PromotionCandidate
from articles.promoting.candidates import reasons_of
from articles.promoting.origins import origin_named
from articles.promoting.source import OriginLink
from kbsite.accounts.models import User


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """`link` is what this person may open; a candidate without it is left out."""

    candidate: PromotionCandidate
    link: OriginLink
    reasons: str


def candidate_rows(candidates: Sequence[PromotionCandidate], *, user: User) -> list[CandidateRow]:
    """One query for each kind of room, whatever the number of candidates."""
    links: dict[tuple[str, str], OriginLink] = {}
    for kind in sorted({one.kind for one in candidates}):
        origin = origin_named(kind)
        keys = [one.key for one in candidates if one.kind == kind]
        links |= {(kind, key): link for key, link in (origin.links(user, keys) if origin else {}).items()}
    return [
        CandidateRow(candidate=one, link=links[one.kind, one.key], reasons="; ".join(reasons_of(one)))
        for one in candidates
        if (one.kind, one.key) in links
    ]
