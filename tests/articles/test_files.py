"""Pictures and files: for whoever may read an article that shows them, whatever address they are asked at."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from articles.models import ArticlePage
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article

STAFF = {"ben", "chi", "mo", "olga"}
EVERYBODY = {"anonymous", "ana", *STAFF}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def picture(db) -> Image:
    return Image.objects.create(title="Plug", file=get_test_image_file("plug.png"))


@pytest.fixture
def manual(db) -> Document:
    return Document.objects.create(title="Manual", file=ContentFile(b"%PDF-1.4 manual", name="manual.pdf"))


@pytest.fixture
def clients(as_user, ana, ben, chi, mo, olga):
    people = {"anonymous": None, "ana": ana, "ben": ben, "chi": chi, "mo": mo, "olga": olga}

    def who_gets(address: str) -> set[str]:
        answers = {name: as_user(person).get(address).status_code for name, person in people.items()}
        assert set(answers.values()) <= {200, 404}
        return {name for name, status in answers.items() if status == 200}

    return who_gets


def showing(picture: Image, manual: Document, **fields) -> dict:
    body = [
        ("image", {"image": picture, "caption": "The plug"}),
        ("attachment", {"document": manual, "label": ""}),
        ("text", f'<p><a linktype="document" id="{manual.pk}">the manual</a></p>'),
    ]
    return {"body": body, **fields}


def shown_at(picture: Image) -> str:
    return picture.get_rendition("max-1200x1200").url


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({}, EVERYBODY),
        ({"audience": Audience.SIGNED_IN}, EVERYBODY - {"anonymous"}),
        ({"audience": Audience.STAFF}, STAFF),
        ({"publish": False}, STAFF),
    ],
)
def test_a_file_is_for_the_readers_of_its_article(devices, picture, manual, clients, fields, people):
    make_article("Plug", parent=devices, **showing(picture, manual, **fields))
    assert clients(shown_at(picture)) == people
    assert clients(manual.url) == people


def test_a_file_that_no_article_shows_is_for_staff(picture, manual, clients):
    assert clients(shown_at(picture)) == STAFF
    assert clients(manual.url) == STAFF


def test_one_public_article_is_enough_and_losing_it_ends_it_at_once(devices, desk_only, picture, manual, clients):
    make_article("Within", parent=desk_only, **showing(picture, manual))
    open_one = make_article("Open", parent=devices, **showing(picture, manual))
    assert clients(shown_at(picture)) == EVERYBODY
    open_one.unpublish()
    assert clients(shown_at(picture)) == STAFF
    assert clients(manual.url) == STAFF


def test_what_only_a_draft_shows_is_not_public_yet(devices, picture, manual, clients):
    article = make_article("Plug", parent=devices)
    article.body = ArticlePage._meta.get_field("body").to_python(
        article.body.get_prep_value() + [{"type": "attachment", "value": {"document": manual.pk, "label": ""}}]
    )
    revision = article.save_revision()
    assert clients(manual.url) == STAFF
    revision.publish()
    assert clients(manual.url) == EVERYBODY


def test_originals_are_for_staff_and_documents_have_one_door(devices, picture, manual, clients):
    make_article("Plug", parent=devices, **showing(picture, manual))
    assert clients(picture.file.url) == STAFF
    assert clients(manual.file.url) == set()


@pytest.mark.parametrize(
    "name", ["images/../secret-key", "../secret-key", "images/%2e%2e/secret-key", "images/none.png", "x" * 2000]
)
def test_names_that_no_row_knows_are_nothing(client, tmp_path, db, name):
    (tmp_path / "secret-key").write_text("secret")
    assert client.get(f"/media/{name}").status_code == 404


def test_a_picture_is_never_a_page_and_is_asked_for_again(client, devices, picture, manual):
    make_article("Plug", parent=devices, **showing(picture, manual))
    response = client.get(shown_at(picture))
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-cache"
    again = client.get(shown_at(picture), headers={"if-modified-since": response.headers["Last-Modified"]})
    assert again.status_code == 304


def test_the_page_shows_what_is_served(client, devices, picture, manual):
    article = make_article("Plug", parent=devices, **showing(picture, manual))
    page = client.get(article.get_url()).content.decode()
    assert shown_at(picture) in page
    assert manual.url in page


def test_references_of_other_things_open_nothing(devices, picture, client):
    """The row of a section or a snippet with the number of a public article must not be taken for that article."""
    article = make_article("Plug", parent=devices)
    ReferenceIndex.objects.create(
        content_type=ContentType.objects.get_for_model(Document),
        base_content_type=ContentType.objects.get_for_model(Document),
        object_id=str(article.pk),
        to_content_type=ContentType.objects.get_for_model(Image),
        to_object_id=str(picture.pk),
        model_path="x",
        content_path="x",
        content_path_hash="00000000-0000-0000-0000-000000000000",
    )
    assert client.get(shown_at(picture)).status_code == 404


def test_asking_costs_the_same_however_many_articles_show_it(
    devices, picture, manual, client, django_assert_num_queries, django_assert_max_num_queries
):
    make_article("One", parent=devices, **showing(picture, manual))
    address = shown_at(picture)
    client.get(address)
    with django_assert_max_num_queries(4) as first:
        client.get(address)
    for number in range(20):
        make_article(f"Another {number}", parent=devices, **showing(picture, manual))
    with django_assert_num_queries(len(first)):
        client.get(address)
