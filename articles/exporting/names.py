"""Numbers of this database -> names that hold on another site."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from kbsite.accounts.models import User
from kbsite.catalog.models import Product

PageName = tuple[str, str]  # content, language


class Names:
    """Pages, tags and products are few and short, and are read at once; people and files as they are met."""

    def __init__(self) -> None:
        self.files: dict[str, Model] = {}
        # Start pages have no content of their own.
        told = Page.objects.filter(depth__gte=3).values_list("pk", "translation_key", "locale__language_code")
        self._pages: dict[int, PageName] = {pk: (str(key), language) for pk, key, language in told.iterator(chunk_size=2000)}
        self._tags = dict(Tag.objects.values_list("pk", "name"))
        self._products = dict(Product.objects.values_list("pk", "name"))
        self._people: dict[int, str] = {}
        self._named: dict[tuple[str, int], str] = {}

    def pages(self) -> Iterable[tuple[int, PageName]]:
        return self._pages.items()

    def page(self, pk: int | None) -> PageName | None:
        return self._pages.get(pk) if pk else None

    def tags(self, numbers: list[int]) -> list[str]:
        return sorted(self._tags[pk] for pk in numbers if pk in self._tags)

    def products(self, numbers: list[int]) -> list[str]:
        return sorted(self._products[pk] for pk in numbers if pk in self._products)

    def person(self, pk: int | None) -> str:
        """The user name; empty for nobody."""
        if pk is None:
            return ""
        if pk not in self._people:
            self._people[pk] = User.objects.filter(pk=pk).values_list("username", flat=True).first() or ""
        return self._people[pk]

    def file(self, kind: str, pk: object) -> str:
        """The name of a picture or document in the export; empty for one that is gone."""
        if not isinstance(pk, int):
            return ""
        if (kind, pk) not in self._named:
            model = get_image_model() if kind == "picture" else get_document_model()
            one = model.objects.filter(pk=pk).first()
            self._named[kind, pk] = self._name(kind, one) if one is not None else ""
        return self._named[kind, pk]

    def _name(self, kind: str, one) -> str:
        """Told by content and title alone, so that the same file has the same name on every site."""
        ending = one.file.name.rpartition(".")[2].lower()
        try:
            digest = one.file_hash or one.get_file_hash()
        except OSError:
            return ""
        stem = f"files/{digest[:16]}-{slugify(one.title)[:60] or kind}"
        number = 1
        while True:
            name = f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}"
            same = self.files.setdefault(name, one)
            if same.title == one.title and type(same) is type(one):
                return name
            number += 1
