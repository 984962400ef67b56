"""Whether an article that is there already is shown to somebody who writes it again, with a third missing.

200 real articles of three languages: sections and the paragraphs in them are shuffled, each sentence is dropped with a chance
of a third. Asked as the screen "write up an answer" asks: the title alone and the whole text take turns. Once with the title
it has, once under a sentence of its own text as a title.
"""

from __future__ import annotations

import random
import re

from bench._shared_data import data_folder, document_of, rows, words_of_markdown

COPIES = 200
DROPPED = 1 / 3
FIRST = 3
# A page of a line or two has no sections to shuffle, and nobody writes it again by accident.
LEAST_WORDS = 60


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    import django

    django.setup()
    from articles.promoting.duplicates import taking_turns
    from articles.promoting.proposing import issue_statement
    from kbsite.search.evaluation.site_engine import site_suggestions

    articles = [row for name in ("kb_officedocs_shared.jsonl", "kb_gnome_en_fi_sv.jsonl") for row in rows(folder, name)]
    documents = [document_of(number, row) for number, row in enumerate(articles, start=1)]
    long_enough = [data for data in documents if len(data.body.split()) >= LEAST_WORDS]
    draw = random.Random(20261122)
    chosen = draw.sample(long_enough, COPIES)
    with site_suggestions(documents) as suggest:
        for label, title_of in (
            ("under its own title", lambda data, body: data.title),
            ("under a sentence of its text", _a_sentence),
        ):
            places = []
            for data in chosen:
                body = shuffled(articles[data.object_id - 1]["body_markdown"], draw)
                title = title_of(data, body)
                by_text = suggest(title, body, data.language, FIRST + 1)
                by_title = suggest(issue_statement(title), "", data.language, FIRST + 1)
                shown = list(dict.fromkeys(taking_turns(by_text, by_title)))
                places.append(shown.index(data.object_id) + 1 if data.object_id in shown else None)
            found = sum(place is not None and place <= FIRST for place in places)
            print(f"{label}: first {places.count(1)}, in the first {FIRST} {found} of {COPIES} ({found / COPIES:.1%})")


def shuffled(markdown: str, draw: random.Random) -> str:
    sections = re.split(r"(?m)^(?=#{2,6}\s)", markdown)
    draw.shuffle(sections)
    parts = []
    for section in sections:
        paragraphs = re.split(r"\n\s*\n", section)
        draw.shuffle(paragraphs)
        parts += [" ".join(one for one in re.split(r"(?<=[.!?])\s+", part) if draw.random() > DROPPED) for part in paragraphs]
    return "\n\n".join(part for part in parts if part.strip())


def _a_sentence(data, body: str) -> str:
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", words_of_markdown(body)) if len(one.split()) >= 5]
    return (sentences[len(sentences) // 2] if sentences else words_of_markdown(body))[:150]
