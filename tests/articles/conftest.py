"""A small help site: sections and articles made the way the admin makes them."""

import pytest
from wagtail.models import Locale

from articles.models import ArticlePage, HomePage, SectionPage
from kbsite.accounts.audience import Audience


def home(language: str = "en") -> HomePage:
    return HomePage.objects.get(locale__language_code=language)


def make_section(title: str, *, parent=None, language: str = "en", **fields) -> SectionPage:
    parent = parent or home(language)
    return parent.add_child(instance=SectionPage(title=title, locale=Locale.objects.get(language_code=language), **fields))


def make_article(title: str, *, parent, language: str = "en", publish: bool = True, **fields) -> ArticlePage:
    """A published article with a revision, as an editor makes it; `publish=False` leaves a draft."""
    fields.setdefault("summary", f"{title} in short.")
    fields.setdefault("body", [("text", f"<h2>What happens</h2><p>About {title}.</p>")])
    article = parent.add_child(
        instance=ArticlePage(title=title, live=False, locale=Locale.objects.get(language_code=language), **fields)
    )
    revision = article.save_revision()
    if publish:
        revision.publish()
        article = ArticlePage.objects.get(pk=article.pk)
    return article


@pytest.fixture
def devices(db) -> SectionPage:
    return make_section("Devices", intro="Laptops and phones", icon="laptop")


@pytest.fixture
def desk_only(db) -> SectionPage:
    return make_section("Desk", audience=Audience.STAFF)
