"""Lumo's boards and topics."""

import json
from datetime import datetime, timedelta

from forum.arranging import save_board
from forum.importing import import_topics
from forum.models import Board, ImportedTopic
from kbsite.accounts.models import User
from kbsite.demo.content import begins_at, rows_of
from kbsite.demo.loading import SOURCE


def load_boards() -> None:
    for order, row in enumerate(rows_of("boards.json")):
        board = Board.objects.filter(slug=row["slug"]).first() or Board(slug=row["slug"])
        for language in ("en", "fi", "sv"):
            setattr(board, f"title_{language}", row["title"][language])
            setattr(board, f"description_{language}", row["description"][language])
        board.sort_order = order
        save_board(board=board)


def load_topics(*, midnight: datetime, people: dict[str, User]) -> list[str]:
    lines = []
    for row in rows_of("topics.jsonl"):
        # A thread moves as a whole when its first day would be a weekend.
        first = begins_at(row["days_ago"], end=midnight)
        end = first + timedelta(days=row["days_ago"])
        row["created"] = first.isoformat()
        for answer in row["answers"]:
            answer["created"] = (end - timedelta(days=answer.pop("days_ago"))).isoformat()
        del row["days_ago"]
        lines.append(json.dumps(row, ensure_ascii=False).encode())
    outcome = import_topics(lines, source=SOURCE, authors=people)
    return [f"topic line {number}: {reason}" for number, reason in outcome.refused]


def topic_references() -> dict[str, str]:
    imported = ImportedTopic.objects.filter(source=SOURCE).select_related("topic")
    return {f"topic:{one.external_id}": f"topic:{one.topic.key}" for one in imported}
