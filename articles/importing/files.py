"""Pictures and attachments that come with articles: through the checks of every upload, each once however often it is shown.

A text that is being converted names a file by a stand-in below the media prefix; once the files are stored, their numbers take
the place of the stand-ins.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import UnidentifiedImageError
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection as FileCollection

from articles.importing.sources.opening import Source
from articles.importing.sources.tree import NotReadable
from kbsite.text.links import media_prefix

# Wagtail's own limit for pictures; attachments follow it.
MAX_FILE_BYTES = 10 * 1024 * 1024
PICTURE_TYPES = frozenset(settings.WAGTAILIMAGES_EXTENSIONS)
FILE_TYPES = frozenset(settings.WAGTAILDOCS_EXTENSIONS)
_STAND_IN_FOLDER = "of-an-import/"


class Stored(NamedTuple):
    """A picture or a document of this site."""

    is_picture: bool
    pk: int


class Refusal(NamedTuple):
    reason: str


def place_of() -> str:
    return media_prefix() + _STAND_IN_FOLDER


def stand_in_for(name: str) -> str:
    """An address that passes the gates and stands for a file of the source."""
    return place_of() + quote(name)


@dataclass
class FileKeeper:
    """Takes files in, and remembers which it has: only their numbers, never their bytes."""

    opened: Source
    _stored: dict[str, Stored | Refusal] = field(default_factory=dict)

    def take_in(self, names: Collection[str]) -> Mapping[str, Stored | Refusal]:
        """Each file stored before the articles that show it: whatever is killed in between is found again by its content."""
        for name in names:
            if name not in self._stored:
                self._stored[name] = self._take_in(name)
        return {name: self._stored[name] for name in names}

    def _take_in(self, name: str) -> Stored | Refusal:
        try:
            data = self.opened.read(name, most_bytes=MAX_FILE_BYTES)
        except NotReadable as error:
            return Refusal(str(error))
        title = PurePosixPath(name).stem[:255]
        return store_file(name=PurePosixPath(name).name, title=title, data=data)


def store_file(*, name: str, title: str, data: bytes, **fields: object) -> Stored | Refusal:
    """The picture or document with this title and these bytes, made when it is new. What an upload refuses is refused."""
    is_picture = name.rpartition(".")[2].lower() in PICTURE_TYPES
    model = get_image_model() if is_picture else get_document_model()
    same = model.objects.filter(title=title, file_hash=_hash_of(data)).order_by("pk").first()
    if same is not None:
        return Stored(is_picture, same.pk)
    form_class = get_image_form(model) if is_picture else get_document_form(model)
    values = {"title": title, "collection": FileCollection.get_first_root_node().pk, "tags": "", **fields}
    form = form_class(data=values, files={"file": SimpleUploadedFile(name, data)})
    try:
        if not form.is_valid():
            return Refusal("; ".join(f"{sentence}" for errors in form.errors.values() for sentence in errors))
        with transaction.atomic():
            made = form.save(commit=False)
            made.file_size = len(data)
            made.file_hash = _hash_of(data)
            made.save()
            form.save_m2m()
    except UnidentifiedImageError:
        return Refusal("the picture is damaged")
    return Stored(is_picture, made.pk)


def _hash_of(data: bytes) -> str:
    # Wagtail's way of knowing a file again.
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def put_in_files(body: list[dict[str, object]], stored: Mapping[str, Stored | Refusal]) -> list[dict[str, object]]:
    """The body with real files: a picture that was refused leaves its words."""
    return [part for one in body if (part := _part(one, stored)) is not None]


_LINK = re.compile(rf'<a href="{re.escape(media_prefix() + _STAND_IN_FOLDER)}([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def _part(part: dict[str, object], stored: Mapping[str, Stored | Refusal]) -> dict[str, object] | None:
    kind, value = part["type"], part["value"]
    if kind == "image" and isinstance(value, dict):
        shown = value["image"]
        found = stored[_name_in(str(shown["image"]))]
        if isinstance(found, Stored):
            return {**part, "value": {**value, "image": {**shown, "image": found.pk}}}
        words = shown["alt_text"]
        return {**part, "type": "text", "value": f"<p><em>{escape(words, quote=False)}</em></p>"} if words else None
    if kind == "attachment" and isinstance(value, dict):
        found = stored[_name_in(str(value["document"]))]
        return {**part, "value": {**value, "document": found.pk}} if isinstance(found, Stored) else None
    return {**part, "value": _with_links(value, stored, is_rich=kind != "html")}


def _with_links(value: object, stored: Mapping[str, Stored | Refusal], *, is_rich: bool) -> object:
    def link(match: re.Match[str]) -> str:
        found = stored[unquote(unescape(match[1]))]
        return f'<a linktype="document" id="{found.pk}">{match[2]}</a>' if is_rich and isinstance(found, Stored) else match[2]

    match value:
        case str():
            return _LINK.sub(link, value)
        case list():
            return [_with_links(one, stored, is_rich=is_rich) for one in value]
        case dict():
            return {name: _with_links(one, stored, is_rich=is_rich) for name, one in value.items()}
    return value


def _name_in(stand_in: str) -> str:
    return unquote(stand_in.removeprefix(place_of()))
