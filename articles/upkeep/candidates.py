"""Answers worth an article, among the other work: nobody's yet, and in no subject yet."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from articles.models import PromotionCandidate
from articles.permissions import can_write_up
from articles.promoting.listing import CandidateRow, candidate_rows
from articles.upkeep.lists import Chosen, Row, WorkList, register_work_list


def register_candidate_list() -> None:
    register_work_list(
        WorkList(
            name="candidates",
            order=45,
            label=gettext_lazy("Answers worth an article"),
            meaning=gettext_lazy("Solutions of the community that many people need. Those that spare most people stand first."),
            empty=gettext_lazy("Every solution that people need is an article, or was dismissed."),
            count=lambda chosen: len(_candidates(chosen)),
            rows=_rows,
            shows_owner=False,
        )
    )


def _candidates(chosen: Chosen) -> list[CandidateRow]:
    if chosen.is_mine or chosen.section is not None or not can_write_up(chosen.user):
        return []
    waiting = PromotionCandidate.objects.filter(dismissal="").select_related("covered_by").order_by("-score", "pk")
    rows = candidate_rows(list(waiting), user=chosen.user)
    return [row for row in rows if chosen.language in ("", row.link.language)]


def _rows(chosen: Chosen, start: int, stop: int) -> list[Row]:
    return [
        Row(
            title=row.link.title,
            language=row.link.language,
            why=row.reasons,
            url=reverse("articles:write_up", args=[row.candidate.kind, row.candidate.answer_key]),
            evidence_url=row.link.url,
        )
        for row in _candidates(chosen)[start:stop]
    ]
