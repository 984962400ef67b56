"""Articles from folders and archives of Markdown: what front matter says is kept, pictures and files come along."""

import io
import zipfile

import pytest
from django.core.management import call_command
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from articles.importing.running import import_articles
from articles.importing.sources.front_matter import split_front_matter
from articles.models import ArticlePage, Confidence, SectionPage
from kbsite.accounts.audience import Audience


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def png(colour: str = "red", size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    def make(**files: str | bytes):
        for name, content in files.items():
            path = tmp_path / "manual" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "manual"

    return make


TOLD = """---
title: "Reset: the short way"
description: Two steps.
tags: [reset, "phones, old"]
products:
  - Lumo Phone
  - Lumo Tab
date: 2024-01-24 10:00:00 +0200
lastmod: 2024-02-01
audience: signed_in
confidence: not_validated
owner: chi@lumo.example
review_by: 2027-03-01
licence: CC-BY-4.0
seo:
  unknown: values are passed over
---

## Steps

1. Hold both keys.
"""


def test_front_matter_is_kept(folder, chi):
    summary = import_articles(folder(**{"devices/phones/reset.md": TOLD}), source="manual")
    assert (summary.created, summary.refused) == (1, [])
    page = ArticlePage.objects.get()
    assert page.url_path == "/home/devices/phones/reset-the-short-way/"
    assert (page.title, page.summary) == ("Reset: the short way", "Two steps.")
    assert sorted(page.tags.names()) == ["phones, old", "reset"]
    assert sorted(page.products.values_list("name", flat=True)) == ["Lumo Phone", "Lumo Tab"]
    assert page.first_published_at.isoformat() == "2024-01-24T08:00:00+00:00"
    assert page.last_published_at.date().isoformat() == "2024-02-01"
    assert (page.audience, page.confidence) == (Audience.SIGNED_IN, Confidence.NOT_VALIDATED)
    assert (page.owner, page.review_by.isoformat()) == (chi, "2027-03-01")
    assert page.live_revision.content["owner"] == chi.pk


@pytest.mark.parametrize(
    ("name", "title"), [("a/first-steps.md", "first steps"), ("a/b.md", "From the heading"), ("c.markdown", "c")]
)
def test_a_file_without_front_matter_is_an_article_too(folder, db, name, title):
    body = "# From the heading\n\nWords." if name == "a/b.md" else "Words."
    import_articles(folder(**{name: body}), source="manual")
    page = ArticlePage.objects.get()
    assert page.title == title
    assert "Words." in str(page.body)


def test_languages_by_name_by_folder_and_by_front_matter_are_translations(folder, db):
    import_articles(
        folder(
            **{
                "guide/reset.md": "---\ntitle: Reset\n---\nWords",
                "guide/reset.fi.md": "---\ntitle: Nollaus\n---\nSanoja",
                "sv/guide/reset.md": "---\ntitle: Nollställning\n---\nOrd",
                "guide/no.md": "---\ntitle: No\nlang: fi-FI\n---\nEi",
            }
        ),
        source="manual",
    )
    found = {page.title: page for page in ArticlePage.objects.select_related("locale")}
    keys = {found[title].translation_key for title in ("Reset", "Nollaus", "Nollställning")}
    assert len(keys) == 1
    assert [found[title].locale.language_code for title in ("Nollaus", "Nollställning", "No")] == ["fi", "sv", "fi"]


def test_a_draft_stays_a_draft_until_it_is_none(folder, client, db):
    import_articles(folder(**{"a/one.md": "---\ntitle: One\ndraft: true\n---\nSecret words"}), source="manual")
    page = ArticlePage.objects.get()
    assert (page.live, page.live_revision, page.has_unpublished_changes) == (False, None, True)
    assert client.get("/a/one/").status_code == 404
    import_articles(folder(**{"a/one.md": "---\ntitle: One\n---\nSecret words"}), source="manual")
    assert client.get("/a/one/").status_code == 200


PICTURES = """# Reset

![The two keys](img/keys.png)

1. Press ![](img/keys.png) both.
2. Wait.
3. See ![](../other/light.png).

- a list with ![The light](/other/light.png)

> [!NOTE]
> Inside ![Note](img/keys.png) a note.

Get [the form](img/form.pdf "PDF") or ![what is lost](img/lost.png).

| A | B |
|---|---|
| [the form](img/form.pdf) | ![cell](img/keys.png) |
"""


def files_of_manual() -> dict[str, str | bytes]:
    return {
        "guide/reset.md": PICTURES,
        "guide/img/keys.png": png(),
        "other/light.png": png("blue"),
        "guide/img/form.pdf": b"%PDF-1.4 words",
    }


def test_pictures_and_files_come_along_each_once(folder, media, client, db):
    summary = import_articles(folder(**files_of_manual()), source="manual")
    assert sorted(summary.files) == ["guide/img/form.pdf", "guide/img/keys.png", "other/light.png"]
    assert dict(summary.findings) == {"missing image": 1}
    assert sorted(get_image_model().objects.values_list("title", flat=True)) == ["keys", "light"]
    page = ArticlePage.objects.get()
    parts = [
        (part["type"], part["value"]["image"]["alt_text"] if part["type"] == "image" else None) for part in page.body.raw_data
    ]
    assert parts == [
        ("image", "The two keys"),
        ("steps", None),
        ("image", ""),
        ("html", None),
        ("image", ""),
        ("text", None),
        ("image", "The light"),
        ("callout", None),
        ("image", "Note"),
        ("text", None),
        ("html", None),
        ("attachment", None),
        ("image", "cell"),
    ]
    html = client.get("/guide/reset/").content.decode()
    assert html.count('alt="The two keys"') == 1
    assert 'start="2"' in html
    assert "of-an-import" not in html
    document = get_document_model().objects.get()
    assert html.count(document.url) == 2
    assert client.get(document.url).status_code == 200


def test_a_second_import_makes_no_second_file_and_a_picture_that_was_missing_is_taken_in_later(folder, media, db):
    path = folder(**files_of_manual())
    import_articles(path, source="manual")
    again = import_articles(path, source="manual")
    assert (again.unchanged, len(again.files)) == (1, 0)
    folder(**{"guide/img/lost.png": png("green")})
    later = import_articles(path, source="manual")
    assert (later.updated, dict(later.findings)) == (1, {})
    assert get_image_model().objects.count() == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><script>alert(1)</script>", "valid image"),
        (b"GIF89a" + b"\x00" * 20, "does not match the file format"),
        (png()[:30], "is damaged"),
    ],
)
def test_a_picture_that_is_none_is_refused_and_its_words_stay(folder, media, client, db, content, reason):
    summary = import_articles(
        folder(**{"a/b.md": "# B\n\n![The words](x.png)", "a/x.png": content}),
        source="manual",
    )
    assert summary.created == 1
    assert reason in summary.examples["refused file"][0]
    assert not get_image_model().objects.exists()
    assert "The words" in client.get("/a/b/").content.decode()


def test_links_between_files_lead_to_pages(folder, client, db):
    import_articles(
        folder(
            **{
                "guide/one.md": "# One\n\n[two](../other/two.md#part), [root](/other/two.md), [gone](gone.md)",
                "other/two.md": "---\nid: its-own-id\ntitle: Two\n---\n## Part\n\nWords",
            }
        ),
        source="manual",
    )
    html = client.get("/guide/one/").content.decode()
    assert '<a href="/other/two/#h-part">two</a>' in html
    assert '<a href="/other/two/">root</a>' in html
    assert "gone" in html
    assert "gone.md" not in html


def test_an_archive_is_read_as_the_folder_in_it(folder, tmp_path, media, db):
    path = tmp_path / "manual.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files_of_manual().items():
            archive.writestr(name, content)
    import_articles(path, source="manual")
    from_folder = import_articles(folder(**files_of_manual()), source="manual")
    assert (from_folder.unchanged, from_folder.created) == (1, 0)


def test_a_dry_run_is_a_plan_that_can_be_read(folder, devices, capsys):
    path = folder(**files_of_manual(), **{"devices/x.md": "# X", "guide/y.md": "# Y"})
    call_command("import_articles", path, source="manual", dry_run=True)
    told = capsys.readouterr().out
    assert "  en: Devices: 1 new, 0 changed" in told
    assert "  en: Guide (a new section): 2 new, 0 changed" in told
    assert "articles: 3 new, 0 changed, 0 unchanged, 0 left alone; sections: 1 new; files: 3" in told
    assert "missing image: 1\n  guide/reset (en): img/lost.png" in told
    assert not ArticlePage.objects.exists()
    assert not get_image_model().objects.exists()
    assert SectionPage.objects.count() == 1


def test_a_plan_counts_what_is_left_alone(folder, db):
    path = folder(**{"a/one.md": "# One"})
    import_articles(path, source="manual")
    page = ArticlePage.objects.get()
    page.title = "Edited"
    page.save_revision().publish()
    plan = import_articles(folder(**{"a/one.md": "# One\n\nMore"}), source="manual", dry_run=True)
    assert (plan.updated, plan.kept) == (0, ["a/one (en) was edited here after it was imported"])


def test_an_owner_that_nobody_is_is_said(folder, db):
    summary = import_articles(folder(**{"a.md": "---\nowner: nobody\n---\n# A"}), source="manual")
    assert summary.examples["unknown owner"] == ["a (en): nobody"]
    assert ArticlePage.objects.get().owner is None


def test_a_text_without_front_matter_may_hold_rules():
    assert split_front_matter("Words\n---\nmore") == ({}, "Words\n---\nmore")
    assert split_front_matter("---\nTitle: x\nempty:\n---\nBody") == ({"title": "x", "empty": ""}, "Body")
