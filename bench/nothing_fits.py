"""Whether search keeps silent when nothing fits: twice 60 questions of another site, labelled by reading, against 2,285 articles.

One set is any 60 of the 600 questions, the other 60 of those that name a product of the articles. The files hold ids alone: which
article answers which question (grade 0.5 close to it, 1 a decisive step, 2 the answer; right is from 1 up), most questions none.
The labels were made without the engine, by others than who set the floor, and were looked at afterwards.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench._shared_data import data_folder, document_of, rows

LABELS = {"any question": "fitting_articles.json", "questions that name a product": "fitting_articles_office.json"}
RIGHT_FROM = 1
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What was suggested for each question, and what should have been."""

    suggested: Mapping[str, Collection[str]]
    fitting: Mapping[str, Collection[str]]

    def lines(self) -> list[str]:
        shown = [(question, article) for question, articles in self.suggested.items() for article in articles]
        right = [pair for pair in shown if pair[1] in self.fitting[pair[0]]]
        answerable = [question for question, articles in self.fitting.items() if articles]
        helped = {question for question, _ in right}
        others = [question for question in self.fitting if question not in answerable]
        silent = [question for question in others if not self.suggested[question]]
        return [
            f"precision of what is suggested: {len(right)} of {len(shown)}",
            f"a fitting article shown where there is one: {len(helped)} of {len(answerable)}",
            f"silence where there is none: {len(silent)} of {len(others)}",
        ]


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    import django

    django.setup()
    from kbsite.search.evaluation.site_engine import site_suggestions

    articles = [
        row
        for name in ("kb_officedocs_shared.jsonl", "kb_gnome_en_fi_sv.jsonl")
        for row in rows(folder, name)
        if row.get("lang", "en") == "en"
    ]
    documents = [document_of(number, row) for number, row in enumerate(articles, start=1)]
    with site_suggestions(documents) as suggest:
        for chosen, file in LABELS.items():
            fitting = _labels(file)
            questions = {row["id"]: row for row in rows(folder, "questions_superuser_shared.jsonl") if row["id"] in fitting}
            for label, body_of in (("title alone", lambda row: ""), ("title and text", lambda row: _plain(row["body"]))):
                print(f"{chosen}, {len(fitting)}, {label}; at most {SHOWN} suggestions each")
                print("\n".join(f"  {line}" for line in _told(suggest, questions, fitting, articles, body_of).lines()))


def _labels(file: str) -> dict[str, list[str]]:
    graded = json.loads((Path(__file__).parent / file).read_text())
    return {
        question: [article for article, grade in grades.items() if grade >= RIGHT_FROM] for question, grades in graded.items()
    }


def _told(
    suggest: Callable[[str, str, str, int], list[int]],
    questions: Mapping[str, dict],
    fitting: Mapping[str, Collection[str]],
    articles: list[dict],
    body_of: Callable[[dict], str],
) -> Told:
    suggested = {
        name: [articles[number - 1]["id"] for number in suggest(row["title"], body_of(row), "en", SHOWN)]
        for name, row in questions.items()
    }
    return Told(suggested=suggested, fitting=fitting)


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
