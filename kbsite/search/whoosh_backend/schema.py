"""The index of Wagtail's models: one Whoosh document per object, one field per searchable text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Model
from modelsearch.backends.base import get_model_root
from modelsearch.index import AutocompleteField, SearchField, get_indexed_models
from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, TEXT, Schema

from kbsite.search.schema import CountedWords, prefixes
from kbsite.search.store import IndexStore
from kbsite.search.whoosh_backend.fields import autocomplete_paths, searchable_paths, texts_of
from kbsite.text.lemmas import tokens

SEARCHED, COMPLETED = "s_", "a_"


class PlainWords(Analyzer):
    """Words as written, no base forms: models declare no language, and `autocomplete` must not be stemmed."""

    def __call__(self, value: str, positions: bool = False, start_pos: int = 0, mode: str = "", **kwargs) -> Iterator[Token]:
        token = Token(positions=positions, mode=mode, **kwargs)
        for place, word in enumerate(plain_words(value)):
            token.text = token.original = word
            token.boost = 1.0
            token.stopped = False
            token.pos = start_pos + place
            yield token


def plain_words(text: str) -> list[str]:
    return tokens(text)


def make_models_schema() -> Schema:
    fields = {"key": ID(unique=True), "pk": ID(stored=True), "models": KEYWORD()}
    for model in get_indexed_models():
        fields |= {SEARCHED + path.name: TEXT(analyzer=PlainWords(), phrase=True) for path in searchable_paths(model)}
        fields |= {COMPLETED + path.name: CountedWords(scorable=False) for path in autocomplete_paths(model)}
    return Schema(**fields)


# Changes when entry_of() puts something else under the same names.
models_index = IndexStore(name="models", make_schema=make_models_schema, version="1")


def entry_of(obj: Model) -> dict[str, object]:
    """What is written for one object."""
    searched: dict[str, list[str]] = defaultdict(list)
    for path, text in texts_of(obj, SearchField):
        searched[SEARCHED + path].append(text)
    completed: dict[str, set[str]] = defaultdict(set)
    for path, text in texts_of(obj, AutocompleteField):
        completed[COMPLETED + path] |= set(plain_words(text))
    entry: dict[str, object] = {field: "\n".join(texts) for field, texts in searched.items()}
    entry |= {field: dict.fromkeys(prefixes(found, shortest=1), 1) for field, found in completed.items()}
    return entry | {
        "key": key_of(type(obj), obj.pk),
        "pk": str(obj.pk),
        "models": " ".join(label_of(model) for model in type(obj).__mro__ if _is_concrete_model(model)),
    }


def key_of(model: type[Model], pk: object) -> str:
    """The same for an object and for its part in a parent table: they are one thing and one entry."""
    return f"{label_of(get_model_root(model))}:{pk}"


def label_of(model: type[Model]) -> str:
    return model._meta.label_lower


def _is_concrete_model(model: type) -> bool:
    return issubclass(model, Model) and model is not Model and not model._meta.abstract
