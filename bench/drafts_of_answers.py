"""Drafts of 100 accepted replies of a real forum: what of their code, lists, tables and links is in the draft.

Pictures of another site are not fetched; the import makes links of them, and the links must survive. BENCH_DRAFTS=FOLDER writes
each answer and its draft side by side, to be judged by a reader.
"""

from __future__ import annotations

import html
import os
import random
import re
from collections import Counter
from pathlib import Path
from uuid import UUID

from bench._shared_data import data_folder, rows

DRAFTS = 100
# Tags of the answer's HTML -> where each must be found again in the draft's.
KEPT = ("pre", "code", "ul", "ol", "li", "table", "a")
# Half of the answers hold one of these; few of this forum do.
RICH = re.compile(r"<(?:pre|img|ol|table)\b")
UNSAFE = re.compile(
    r"<(?:script|style|iframe|object|embed|form|svg|math|base|meta|link)\b|\son\w+\s*=|javascript:", re.IGNORECASE
)


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    import django

    django.setup()
    accepted = [
        (row, reply)
        for row in rows(folder, "forum_stackexchange_shared.jsonl")
        for reply in row["answers"]
        if reply.get("accepted")
    ]
    draw = random.Random(20261122)
    rich = [pair for pair in accepted if RICH.search(pair[1]["body"])]
    plain = [pair for pair in accepted if not RICH.search(pair[1]["body"])]
    chosen = draw.sample(rich, DRAFTS // 2) + draw.sample(plain, DRAFTS // 2)
    draw.shuffle(chosen)
    given, kept, unsafe, words_lost = Counter(), Counter(), 0, []
    pictures = sum(reply["body"].count("<img") for _row, reply in chosen)
    for number, (row, reply) in enumerate(chosen):
        source, answer_html = _source(row, reply)
        proposal, shown = _draft(source, number)
        left = "\n\n".join(one.text for _part, one in proposal.left_out)
        for tag in KEPT:
            had = len(re.findall(rf"<{tag}\b", answer_html)) - _in_left_out(left, tag)
            has = len(re.findall(rf"<{tag}\b", shown))
            given[tag] += had
            kept[tag] += min(had, has)
        unsafe += bool(UNSAFE.search(shown))
        missing = _words(answer_html) - _words(shown) - _words(left)
        words_lost += [(row["id"], sorted(missing))] if missing else []
        if target := os.environ.get("BENCH_DRAFTS"):
            _write(Path(target), number, source, proposal)
    print(f"{DRAFTS} drafts; unsafe HTML in {unsafe}; words of the answer lost in {len(words_lost)} {words_lost[:3]}")
    print(", ".join(f"{tag} {kept[tag]} of {given[tag]}" for tag in KEPT) + f" (of the links {pictures} stand for pictures)")


def _source(row: dict, reply: dict):
    from articles.promoting.source import AnswerSource
    from kbsite.text.plain import plain_text
    from kbsite.text.sanitise import sanitise_html
    from kbsite.text.to_markdown import markdown_of

    question, answer = (sanitise_html(body, base_url=row["url"]) for body in (row["body"], reply["body"]))
    others = [sanitise_html(other["body"], base_url=row["url"]) for other in row["answers"] if other["id"] != reply["id"]]
    source = AnswerSource(
        kind="topic",
        key=str(row["id"]),
        answer_key=str(reply["id"]),
        title=html.unescape(row["title"]),
        question=markdown_of(question),
        answer=markdown_of(answer),
        thread="\n".join(plain_text(one) for one in (question, *others)),
        language="en",
        url=row["url"],
        tags=tuple(row["tags"] or ()),
    )
    return source, answer


def _draft(source, number: int):
    """The proposal, and its resolution and cause as readers would see them."""
    from dataclasses import replace

    from articles.models import ArticlePage
    from articles.promoting.composing import compose
    from articles.promoting.proposing import propose

    proposal = propose(source)
    answer_alone = replace(proposal.text, issue="", environment="")
    stream = compose(answer_alone, language="en", key=UUID(int=number))
    return proposal, str(ArticlePage._meta.get_field("body").to_python(stream))


def _in_left_out(left: str, tag: str) -> int:
    from kbsite.text.markdown import render_markdown

    return len(re.findall(rf"<{tag}\b", render_markdown(left))) if left else 0


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", html.unescape(re.sub(r"<[^>]+>", " ", text)).lower()))


def _write(folder: Path, number: int, source, proposal) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = proposal.text
    parts = "\n\n".join(
        f"### {name}\n\n{getattr(text, name)}" for name in ("title", "summary", "issue", "environment", "resolution", "cause")
    )
    left = "\n".join(f"- {part}, {one.kind}: {one.text!r}" for part, one in proposal.left_out)
    (folder / f"{number:03}.md").write_text(
        f"# SOURCE {source.key}\n\nTitle: {source.title}\n\n## Question\n\n{source.question}\n\n## Answer\n\n{source.answer}\n\n"
        f"# DRAFT\n\n{parts}\n\n### left out\n\n{left or 'nothing'}\n",
        encoding="utf-8",
    )
