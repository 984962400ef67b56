"""Images that say nothing to people who do not see them are work for the owner of the article."""

import pytest
from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from articles.models import ArticlePage
from articles.upkeep.links import read_links
from tests.articles.conftest import make_article
from tests.articles.test_importing_folders import png
from tests.articles.test_upkeep import rows, titles


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return get_image_model().objects.create(title="Keys", file=ContentFile(png(), "keys.png"))


def showing(title: str, picture, *told: dict, parent, **more) -> ArticlePage:
    article = make_article(title, parent=parent, publish=False, body=[], **more)
    parts = [{"type": "image", "value": {"image": {"image": picture.pk, **one}, "caption": ""}} for one in told]
    article.body = ArticlePage._meta.get_field("body").to_python(parts)
    article.save_revision().publish()
    return article


NOTHING = {"alt_text": "", "decorative": False}


def test_images_that_say_nothing_are_counted(devices, chi, picture):
    described, decorative = {"alt_text": "Both keys", "decorative": False}, {"alt_text": "", "decorative": True}
    showing("Well told", picture, described, decorative, parent=devices)
    showing("One", picture, described, {"alt_text": "  ", "decorative": False}, parent=devices, owner=chi)
    showing("Two", picture, NOTHING, NOTHING, parent=devices)
    assert rows("images-without-text", chi) == []
    read_links()
    assert rows("images-without-text", chi) == [("Two", "2 images without a text"), ("One", "1 image without a text")]
    assert titles("images-without-text", chi, is_mine=True) == ["One"]


def test_an_edit_that_describes_them_ends_the_work(devices, chi, picture):
    article = showing("One", picture, NOTHING, parent=devices)
    read_links()
    article.body = []
    article.save_revision().publish()
    read_links()
    assert rows("images-without-text", chi) == []
