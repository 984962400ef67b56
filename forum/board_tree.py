"""Walking the tree of boards. There are tens of them, so they are read whole; a circle in old data ends a walk, not the site."""

from forum.models import Board


def ids_below(boards: tuple[Board, ...], board: Board | None) -> list[int] | None:
    """The board and all inside it; None for no board, which means no narrowing."""
    if board is None:
        return None
    found, waiting = [], [board.pk]
    while waiting:
        at = waiting.pop()
        found.append(at)
        waiting += [one.pk for one in boards if one.parent_id == at and one.pk not in found]
    return found


def way_to(boards: tuple[Board, ...], board: Board | None) -> tuple[Board, ...]:
    """The boards above, from the top; without the board itself."""
    by_id = {one.pk: one for one in boards}
    way: list[Board] = []
    at = by_id.get(board.parent_id) if board is not None else None
    while at is not None and at not in way:
        way.insert(0, at)
        at = by_id.get(at.parent_id)
    return tuple(way)


def board_paths() -> dict[int, str]:
    """The slugs from the top of the tree to each board, joined by slashes; stable, for the search filter."""
    boards = {pk: (parent_id, slug) for pk, parent_id, slug in Board.objects.values_list("pk", "parent_id", "slug")}
    paths: dict[int, str] = {}
    for pk in boards:
        slugs, at = [], pk
        while at is not None and len(slugs) <= len(boards):
            slugs.append(boards[at][1])
            at = boards[at][0]
        paths[pk] = "/".join(reversed(slugs))
    return paths
