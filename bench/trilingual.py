"""Whether the right page is among the first three, in English, Finnish and Swedish.

150 questions per language from a real manual in three languages: a sentence of one page that mentions the subject of another
page must find that other page. The page that the sentence stands on is taken out of the results. Sentences are chosen by links,
"see also" and beginnings of words, with a seed; no lemmatiser had a hand in it. The texts stay outside this project, so a
checksum says that the questions are the ones that were fixed before ranking was tuned on anything.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench._shared_data import data_folder, document_of, rows, words_of_markdown

FILE = "kb_gnome_en_fi_sv.jsonl"
LANGUAGES = ("en", "fi", "sv")
PER_LANGUAGE = 150
# Pages that everything links to must not decide alone.
PER_TARGET = 5
SEED = 20261122
CHECKSUM = "c1831906a80377f292b69f43f10a82d0bd04557a7bcd1ee3b1d65d09a228add1"
FIRST = 3

SENTENCE_WORDS = range(5, 31)
# Pages that are not translated repeat English sentences; these words stand in nearly every one of them.
ENGLISH_WORDS = frozenset(["the", "of", "you", "your", "and", "this", "click", "with", "if", "are"])
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(/([\w.-]+)\)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence of the page `source` that is about the page `target`."""

    language: str
    text: str
    source: str
    target: str


def read_pages(folder: Path) -> dict[str, dict[str, dict]]:
    """Language -> name -> page."""
    pages: dict[str, dict[str, dict]] = {language: {} for language in LANGUAGES}
    for row in rows(folder, FILE):
        pages[row["lang"]][row["id"]] = row
    return pages


def choose_mentions(pages: dict[str, dict]) -> list[Mention]:
    """PER_LANGUAGE mentions: those by link first, then "see also" with title words, then title words alone."""
    texts = [words_of_markdown(page["body_markdown"]) for page in pages.values()]
    found: dict[str, Mention] = {}
    for group in (_by_link(pages), _by_title(pages, among_see_also=True), _by_title(pages, among_see_also=False)):
        chosen: dict[str, Mention] = {}
        for mention in group:
            chosen.setdefault(mention.text, mention)
        # A sentence that stands on several pages is a phrase of the manual, not a mention.
        unique = [mention for text, mention in chosen.items() if text not in found and _stands_once(text, texts)]
        random.Random(SEED).shuffle(unique)
        for mention in unique:
            if len(found) == PER_LANGUAGE:
                break
            if sum(other.target == mention.target for other in found.values()) < PER_TARGET:
                found[mention.text] = mention
    return list(found.values())


def _by_link(pages: dict[str, dict]) -> Iterator[Mention]:
    by_slug = {name.rpartition("/")[2]: name for name in pages}
    for source, page in sorted(pages.items()):
        for raw in _SENTENCE_END.split(page["body_markdown"]):
            links = [(text, by_slug.get(slug)) for text, slug in _LINK.findall(raw)]
            if len(links) != 1 or links[0][1] in (None, source) or "-" in links[0][0] and " " not in links[0][0]:
                continue  # two subjects, none, or a link whose text is an address
            if sentence := _sentence(raw, page["lang"]):
                yield Mention(page["lang"], sentence, source, links[0][1])


def _by_title(pages: dict[str, dict], *, among_see_also: bool) -> Iterator[Mention]:
    by_slug = {name.rpartition("/")[2]: name for name in pages}
    sentences = {
        source: [sentence for raw in _SENTENCE_END.split(page["body_markdown"]) if (sentence := _sentence(raw, page["lang"]))]
        for source, page in sorted(pages.items())
    }
    for target, page in sorted(pages.items()):
        beginnings = _beginnings(page["title"])
        if len(beginnings) < 2:
            continue
        for source, said in sentences.items():
            see_also = {by_slug.get(slug) for slug in pages[source]["see_also"]}
            if source == target or (among_see_also and target not in see_also):
                continue
            for sentence in said:
                if len(beginnings & _beginnings(sentence)) >= max(2, len(beginnings) - 1):
                    yield Mention(page["lang"], sentence, source, target)


def _sentence(raw: str, language: str) -> str:
    text = words_of_markdown(raw)
    words = text.lower().split()
    if len(words) not in SENTENCE_WORDS or raw.lstrip().startswith(("#", "|")):
        return ""
    return "" if language != "en" and ENGLISH_WORDS & set(words) else text


@cache
def _beginnings(text: str) -> frozenset[str]:
    """What inflection leaves of the longer words, roughly: no dictionary, no stemmer."""
    words = (word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) >= 5)
    return frozenset(word[: max(4, min(7, len(word) - 2))] for word in words)


def _stands_once(sentence: str, texts: list[str]) -> bool:
    return sum(sentence in words for words in texts) == 1


def checksum(mentions: list[Mention]) -> str:
    said = "\n".join(f"{mention.language}\t{mention.source}\t{mention.target}\t{mention.text}" for mention in mentions)
    return hashlib.sha256(said.encode()).hexdigest()


def right_in_first(mentions: Sequence[Mention], pages: dict[str, dict[str, dict]]) -> dict[str, float]:
    """Share of mentions, by language, whose page is among the first three; all pages of all languages in one index."""
    from kbsite.search.evaluation.site_engine import site_engine

    named = [(language, name) for language in LANGUAGES for name in pages[language]]
    documents = [
        document_of(number, pages[language][name], content=name) for number, (language, name) in enumerate(named, start=1)
    ]
    right = Counter()
    with site_engine(documents) as rank:
        for mention in mentions:
            names = [named[number - 1][1] for number in rank(mention.text, mention.language, FIRST + 1)]
            right[mention.language] += mention.target in [name for name in names if name != mention.source][:FIRST]
    asked = Counter(mention.language for mention in mentions)
    return {language: right[language] / asked[language] for language in LANGUAGES}


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    import django

    django.setup()
    from kbsite.search.evaluation.ingredients import ingredients, without

    pages = read_pages(folder)
    mentions = [mention for language in LANGUAGES for mention in choose_mentions(pages[language])]
    found = checksum(mentions)
    if found != CHECKSUM:
        print(f"these are not the questions that were fixed: checksum {found}")
        return
    print(f"{PER_LANGUAGE} questions a language; right page among the first {FIRST}")
    print(f"{'':<18}" + "".join(f"{language:>8}" for language in LANGUAGES))
    by_name = {ingredient.name: ingredient for ingredient in ingredients()}
    for name in (None, "lemmas", "compounds", "field boosts", "question words", "priors"):
        with without(by_name.get(name)):
            shares = right_in_first(mentions, pages)
        print(f"{f'- {name}' if name else 'everything':<18}" + "".join(f"{shares[language]:>8.3f}" for language in LANGUAGES))
