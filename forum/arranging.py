"""Boards: made, moved, narrowed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forum.caches import forget_counts
from forum.counters import rebuild_board_audiences
from forum.models import Board, Topic
from kbsite.search.changes import mark_changed


@transaction.atomic
def save_board(*, board: Board) -> Board:
    """Store a new or changed board and bring everything below it in line. Raises ValidationError for a circle."""
    check_no_circle(board)
    before = dict(Board.objects.values_list("pk", "effective_audience"))
    board.save()
    rebuild_board_audiences()
    board.refresh_from_db()
    now = dict(Board.objects.values_list("pk", "effective_audience"))
    # The board's own topics carry its name in the index; those of boards below only when their audience moved.
    forget_counts()
    touched = {board.pk} | {pk for pk, audience in now.items() if before.get(pk, audience) != audience}
    mark_changed(kind="topic", ids=Topic.objects.filter(board__in=touched).values_list("pk", flat=True))
    return board


def check_no_circle(board: Board) -> None:
    parents = dict(Board.objects.values_list("pk", "parent_id"))
    above = board.parent_id
    while above is not None:
        if above == board.pk:
            raise ValidationError({"parent": _("A board cannot stand inside itself.")})
        above = parents.get(above)


def board_for(*, slug: str, title: str) -> Board:
    """The board with this address, made when it is new: for imports. Runs in the caller's transaction."""
    return Board.objects.filter(slug=slug).first() or save_board(board=Board(slug=slug, title_en=title[:80]))
