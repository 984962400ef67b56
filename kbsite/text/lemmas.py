"""Words for search: what counts as a word, and the base form under which its inflections meet.

The dictionaries are read on first use, 0.1 s for English, 0.3 s for Swedish, 1 s for Finnish, together about 60 MB a
process (simplemma's low-memory form; its plain form takes 500 MB and is no faster behind the cache here).
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final, Protocol

from simplemma import lemmatize
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY
from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.lang.snowball.finnish import FinnishStemmer
from whoosh.lang.snowball.swedish import SwedishStemmer

# Words that nearly every sentence has. Short on purpose: ranking copes with frequent words, a lost word it cannot bring back.
STOP_WORDS: Final = {
    "en": frozenset(
        """a an and are as at be but by can do does for from has have how i if in is it its me my not of on or our so that the
        then there this to was we what when with you your don't it's i'm""".split()
    ),
    "fi": frozenset(
        """ei en että hän ja joka jos joten kuin kun me miten mutta myös minun minulla mun mulla niin nyt ne nämä ole olen on
        oli ollut olla ovat se sekä sen sitä tai tämä tämän tätä voi voin voiko""".split()
    ),
    "sv": frozenset(
        """att av de dem den det detta du där en ett eller för från har hur här i inte jag kan man med men min mina mitt när
        och om på som så till vad var vi är""".split()
    ),
}

# A word may hold these marks inside ("e-laskutus", "outlook.exe", "5.7.1", "user's", "PC:n"), a dot before it (".net"), and
# "++" or, after one letter, "#" behind it.
_TOKEN: Final = re.compile(r"(?<![^\W_])\.?[^\W_]+(?:[.\-_'’:‐‑][^\W_]+)*(?:\+\+|(?<![^\W_]{2})#)?")
_HYPHENS: Final = str.maketrans({"’": "'", "‐": "-", "‑": "-", "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None})
_MARKS: Final = re.compile(r"[.\-_:]")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.:\-][0-9]+)+")
# What Finnish and Swedish hang on abbreviations behind a colon: "VPN:n", "USB:llä", "PC:n", "IT:s".
_ENDINGS_AFTER_COLON: Final = frozenset(
    """n s t a ä aa ää ta tä tta ttä na nä ina inä ssa ssä issa issä sta stä ista istä lla llä illa illä lta ltä ilta iltä lle
    ille hin hen iin een ien ksi iksi en er erna ar arna ns ens ers""".split()
)
_LONGEST_WORD_CHARS: Final = 60


def tokens(text: str) -> list[str]:
    """The words of `text` in order, lower case, å ä ö kept as letters of their own.

    A word with marks inside comes whole and in its parts: "e-laskutus" gives "e-laskutus", "laskutus". Numbers with
    marks ("5.7.1"), "c++", ".net" and codes ("0x80070005") stay whole. Endings that hang on by an apostrophe or a colon
    ("user's", "VPN:n") are taken off.
    """
    found: list[str] = []
    for written in written_words(text):
        word = _without_ending(written)
        found.append(word)
        if _MARKS.search(word) and not _NUMBER.fullmatch(word):
            found.extend(part for part in _MARKS.split(word) if len(part) > 1)
    return [word for word in found if len(word) <= _LONGEST_WORD_CHARS]


def written_words(text: str) -> list[str]:
    """The words of `text` as they are written, in lower case: each once for every time it stands there, nothing taken apart.

    `tokens` of one of them are its tokens in the text, so what is made of a word can be kept and used again.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_HYPHENS)
    return _TOKEN.findall(text.lower())


def lemmatise(text: str, language: str) -> list[str]:
    """The words of `text` as the index keeps them: without stop words, each as the stem of its dictionary form.

    A language without rules here gives plain words. Order and repetitions are kept.
    """
    stop_words = STOP_WORDS.get(language, frozenset())
    return [lemma_of(word, language) for word in tokens(text) if word not in stop_words]


@lru_cache(maxsize=65_536)
def lemma_of(word: str, language: str) -> str:
    """The base form of one lower-case word. "wi-fi" and "wifi" meet; words with digits or other marks stay as they are."""
    head, hyphen, last = word.rpartition("-")
    if hyphen and head and last.isalpha():
        return head.replace("-", "") + lemma_of(last, language)
    if language not in STOP_WORDS or len(word) < 3 or not word.replace("'", "").isalpha():
        return word
    # The English dictionary writes some words with a hyphen ("wifi" is "wi-fi" there).
    return _stemmers()[language].stem(lemmatize(word, language, low_memory=True).lower().replace("-", ""))


@lru_cache(maxsize=16_384)
def compound_parts(word: str, language: str) -> tuple[str, ...]:
    """The dictionary forms of the two words that a Finnish or Swedish compound is made of; empty when not sure.

    "sähköpostiosoitteen" gives "sähköposti", "osoite"; "lösenordsbyte" gives "lösenord", "byte". The first part must
    stand in a form that compounds are made with, the second may be inflected; both must be in the dictionary.
    """
    if language not in _LINKS or len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return ()
    word = word.lower()
    known = _dictionary_form(word, language)
    if known is not None:
        # An inflected form of a known word would split by chance ("siirretään" into "siirre" and "tämä").
        word = known.lower()
    splits: list[tuple[int, tuple[str, ...]]] = []
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        second = _second_part(word[cut:], language, is_base_form=known is not None)
        first = _first_part(word[:cut], language) if second else None
        if first and second and not _is_linked(first, language, word[:cut], word[cut]):
            # The most even split: words that are found by chance are short.
            splits.append((min(cut, len(second)), (first, second)))
    return max(splits, key=lambda split: split[0])[1] if splits else ()


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


# How the first word of a compound may end beyond its dictionary form.
_LINKS: Final = {"fi": ("n",), "sv": ("s",)}
_SHORTEST_PART: Final = 4
_SHORTEST_COMPOUND: Final = 10  # below it, chance splits ("moni|tori", "besk|riva") are as frequent as real ones
# Swedish words that make verbs and abstract nouns, not compounds ("till|gång", "åter|ställa").
_PREFIXES: Final = frozenset("efter fram före förut inne samman till under upp utan vilse åter över".split())
# Endings of words that are no second part: Finnish verbs and adverbs, endings that happen to be words.
_NO_SECOND_PART: Final = {
    "fi": ("da", "dä", "sti", "ttaa", "ttää", "uksi", "taka", "tämä"),
    "sv": ("heta", "liga", "enda", "nation"),
}


def _first_part(form: str, language: str) -> str | None:
    if form in _PREFIXES:
        return None
    if _dictionary_form(form, language) == form:
        return form
    for link in _LINKS[language]:
        base = form.removesuffix(link)
        if base != form and len(base) >= _SHORTEST_PART:
            lemma = _dictionary_form(form if language == "fi" else base, language)
            if lemma is not None and lemma.isalpha() and (language == "fi" or lemma == base):
                return lemma
    return None


def _second_part(form: str, language: str, *, is_base_form: bool) -> str | None:
    lemma = _dictionary_form(form, language)
    if lemma is None or len(lemma) < _SHORTEST_PART or (is_base_form and lemma != form):
        return None
    return None if lemma.endswith(_NO_SECOND_PART[language]) else lemma


def _is_linked(first: str, language: str, form: str, next_letter: str) -> bool:
    """Whether the Swedish linking s was taken for the start of the second word ("lagring|senhet")."""
    return language == "sv" and form == first and next_letter == "s" and first.endswith(("ing", "het", "tion", "itet", "skap"))


def _dictionary_form(form: str, language: str) -> str | None:
    found: str | None = LOW_MEMORY_DICTIONARY_FACTORY.get_dictionary(language).get(form)
    return found


def _without_ending(word: str) -> str:
    base, colon, ending = word.rpartition(":")
    if colon and ending in _ENDINGS_AFTER_COLON:
        return base
    return word.removesuffix("'s") if word.endswith("'s") and len(word) > 3 else word


@cache
def _stemmers() -> dict[str, _Stemmer]:
    return {"en": EnglishStemmer(), "fi": FinnishStemmer(), "sv": SwedishStemmer()}
