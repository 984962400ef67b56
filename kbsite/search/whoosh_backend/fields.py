"""Which searchable texts a model declares, and their values in an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Manager, Model
from django.utils.encoding import force_str
from modelsearch.index import AutocompleteField, RelatedFields, SearchField, get_indexed_models


@dataclass(frozen=True, slots=True)
class TextPath:
    """One searchable text of a model: the names of fields that lead to it, and how much a word there counts."""

    name: str
    boost: float


def searchable_paths(model: type[Model], only: list[str] | None = None) -> list[TextPath]:
    """Searched texts of a model and of the models that extend it; `only` keeps those named by the caller."""
    return _paths(model, SearchField, only)


def autocomplete_paths(model: type[Model], only: list[str] | None = None) -> list[TextPath]:
    return _paths(model, AutocompleteField, only)


def texts_of(obj: Model, kind: type) -> Iterator[tuple[str, str]]:
    """(path, text) for every field of this kind, related objects included; a path comes once per related object."""
    for field in type(obj).get_search_fields():
        yield from _field_texts(obj, field, kind, "")


def _paths(model: type[Model], kind: type, only: list[str] | None) -> list[TextPath]:
    boosts: dict[str, float] = {}
    for indexed in get_indexed_models():
        if issubclass(indexed, model):
            for field in indexed.get_search_fields():
                for path, boost in _field_paths(field, kind, ""):
                    boosts[path] = max(boost, boosts.get(path, 0.0))
    return [TextPath(path, boost) for path, boost in sorted(boosts.items()) if only is None or path in only]


def _field_paths(field, kind: type, prefix: str) -> Iterator[tuple[str, float]]:
    if isinstance(field, kind):
        yield prefix + field.field_name, float(getattr(field, "boost", None) or 1.0)
    elif isinstance(field, RelatedFields):
        for inner in field.fields:
            yield from _field_paths(inner, kind, f"{prefix}{field.field_name}__")


def _field_texts(obj: Model, field, kind: type, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(field, kind):
        yield prefix + field.field_name, _as_text(field.get_value(obj))
    elif isinstance(field, RelatedFields):
        for related in _related(field.get_value(obj)):
            for inner in field.fields:
                yield from _field_texts(related, inner, kind, f"{prefix}{field.field_name}__")


def _related(value: object) -> list[Model]:
    if value is None:
        return []
    if isinstance(value, Manager):
        return list(value.all())
    return [value() if callable(value) else value]


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(_as_text(item) for item in value.values())
    if isinstance(value, list | tuple | set):
        return "\n".join(_as_text(item) for item in value)
    return force_str(value)
