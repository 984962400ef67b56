"""Everything that editors made goes out, and comes in again as it was: here, and on a site that is empty."""

import datetime
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from articles.blocks.body import BodyBlock
from articles.exporting.names import Names
from articles.exporting.rows import article_rows
from articles.exporting.running import export_articles
from articles.importing.own import running
from articles.importing.running import import_articles
from articles.models import (
    ArticlePage,
    ArticleSource,
    ArticleTag,
    ArticleVote,
    Confidence,
    Credit,
    ImportedArticle,
    RelatedArticle,
    SectionPage,
)
from kbsite.accounts.audience import Audience
from kbsite.catalog.models import Product
from tests.articles.conftest import home, make_article, make_section
from tests.articles.test_importing import SOUND_TREE, row
from tests.articles.test_importing_folders import png


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def rich_site(media, devices, desk_only, ben, chi, ana):
    """One of everything that an article can be."""
    picture = get_image_model().objects.create(title="Two keys", file=ContentFile(png(), "keys.png"), description="Keys")
    form = get_document_model().objects.create(title="The form", file=ContentFile(b"%PDF-1.4", "form.pdf"))
    second = make_article("Second", parent=devices, owner=ben)
    body = [
        (
            "text",
            f'<h2 data-block-key="a1">Do it</h2><p>See <a id="{second.pk}" linktype="page">the second</a> &amp; '
            f'<a href="https://x.example/?a=1&amp;b=2">x</a> or <a id="{form.pk}" linktype="document">the form</a></p>',
        ),
        ("steps", ["<p>One</p>", "<p>Two <b>bold</b></p>"]),
        ("callout", {"tone": "warning", "text": "<p>Careful</p>"}),
        ("code", {"language": "json", "code": '{"a": "<b>"}\n```\n'}),
        ("image", {"image": picture, "caption": "Both"}),
        ("table", {"data": [["A", "B"], ["1", "<2>"]], "first_row_is_table_header": True, "table_caption": "Numbers"}),
        ("attachment", {"document": form, "label": "Take it"}),
        ("collapsible", {"title": "More", "text": "<p>Hidden</p>"}),
        ("html", "<p>Imported <kbd>Ctrl</kbd></p>"),
        ("video", {"title": "How", "url": VIDEO, "length": "3:40", "transcript": "<p>Both keys</p>"}),
    ]
    first = make_article(
        "First",
        parent=devices,
        owner=chi,
        reviewer=ben,
        review_by=datetime.date(2027, 3, 1),
        body=body,
        seo_title="First of all",
        search_description="About the first",
        audience=Audience.SIGNED_IN,
        confidence=Confidence.VALIDATED,
        product_versions="4.2 and later",
        products=[Product.objects.create(name="Lumo Phone", slug="lumo-phone")],
    )
    RelatedArticle.objects.create(page=first, article=second)
    first = ArticlePage.objects.get(pk=first.pk)
    first.tags.add("reset", "Phones, old")
    first.save_revision().publish()
    draft = ArticlePage.objects.get(pk=first.pk)
    draft.title, draft.summary = "First, better", "Not published"
    draft.save_revision()
    finnish = devices.copy_for_translation(Locale.objects.get(language_code="fi"))
    finnish.title, finnish.slug = "Laitteet", "laitteet"
    finnish.save_revision().publish()
    translated = second.copy_for_translation(Locale.objects.get(language_code="fi"))
    translated.title, translated.slug = "Toinen", "toinen"
    translated.save_revision().publish()
    make_article("Never seen", parent=desk_only, publish=False, owner=ben)
    old = make_article("Old", parent=devices, confidence=Confidence.ARCHIVED, replaced_by=second)
    gone = make_article("Taken down", parent=devices)
    gone.unpublish()
    later = make_article("Later", parent=devices, publish=False)
    later.go_live_at = timezone.now() + datetime.timedelta(days=3)
    later.save_revision(approved_go_live_at=later.go_live_at)
    ArticleSource.objects.create(
        article=old,
        kind="topic",
        key="not-here",
        answer_key="999999",
        revision_id=old.live_revision_id,
        contributor=ana,
        credit=Credit.GIVEN,
        made_by=ben,
    )
    return first


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def empty_the_site() -> None:
    for page in SectionPage.objects.order_by("-depth"):
        page.delete()
    for model in (get_image_model(), get_document_model()):
        model.objects.all().delete()
    Product.objects.all().delete()
    ArticleTag.tag_model().objects.all().delete()


def test_every_block_and_every_field_of_an_article_goes_out(rich_site):
    assert set(BodyBlock().child_blocks) == {part["type"] for part in rich_site.body.raw_data}
    told = next(row for row in article_rows(Names()) if row["title"] == "First")
    own = {field.name for field in ArticlePage._meta.local_fields} | {
        field.name for field in ArticlePage._meta.local_many_to_many
    }
    assert own - set(told) == {"page_ptr", "effective_audience"}


def test_a_site_that_was_emptied_is_the_same_again(rich_site, tmp_path):
    ArticleSource.objects.all().delete()
    export_articles(tmp_path / "one")
    empty_the_site()
    assert not Page.objects.filter(depth__gt=2).exists()
    summary = import_articles(tmp_path / "one", source="x")
    assert (summary.created, summary.sections, summary.refused, dict(summary.findings)) == (7, 3, [], {})
    assert ArticlePage.find_problems() == SOUND_TREE
    export_articles(tmp_path / "two")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_a_section_that_came_after_the_articles_beside_it_makes_no_difference(devices, tmp_path):
    make_article("Before", parent=devices)
    inner = make_section("Inner", parent=devices)
    make_article("Inside", parent=inner)
    make_article("After", parent=type(devices).objects.get(pk=devices.pk))
    export_articles(tmp_path / "one")
    empty_the_site()
    import_articles(tmp_path / "one", source="x")
    export_articles(tmp_path / "two")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_into_the_same_site_nothing_changes(rich_site, tmp_path):
    export_articles(tmp_path / "one")
    before = list(Page.objects.order_by("pk").values())
    summary = import_articles(tmp_path / "one", source="x")
    assert (summary.created, summary.updated, summary.unchanged, summary.sections, summary.kept) == (0, 0, 7, 0, [])
    assert list(Page.objects.order_by("pk").values()) == before


def test_every_state_is_as_it_was(rich_site, tmp_path, client, as_user, ana, ben, chi):
    ArticleSource.objects.all().delete()
    export_articles(tmp_path / "one")
    empty_the_site()
    import_articles(tmp_path / "one", source="x")
    found = {page.title: page for page in ArticlePage.objects.all()}
    first = found["First"]
    assert (first.live, first.has_unpublished_changes) == (True, True)
    assert first.get_latest_revision_as_object().title == "First, better"
    assert (first.owner, first.reviewer, first.review_by.isoformat()) == (chi, ben, "2027-03-01")
    assert first.live_revision.content["related_articles"][0]["article"] == found["Second"].pk
    assert found["Never seen"].effective_audience == Audience.STAFF
    assert [found[title].live for title in ("Never seen", "Taken down", "Later", "Old")] == [False, False, False, True]
    assert found["Old"].replaced_by.title == "Second"
    assert found["Later"].scheduled_revision is not None
    assert found["Toinen"].translation_key == found["Second"].translation_key
    assert found["Toinen"].get_parent().specific.translation_key == found["Second"].get_parent().specific.translation_key
    assert client.get("/devices/first/").status_code == 404
    html = as_user(ana).get("/devices/first/").content.decode()
    assert '<a href="/devices/second/">the second</a>' in html
    assert get_document_model().objects.get().url in html
    assert "<img" in html
    # What an editor opens can be saved as it is.
    first.get_latest_revision_as_object().save_revision().publish()


def test_personal_data_of_readers_is_not_in_it(rich_site, tmp_path):
    vote = {"voter_key": "k" * 64, "answer": "no", "comment": "My name is Dov"}
    ArticleVote.objects.create(article=rich_site, revision_id=rich_site.live_revision_id, **vote)
    export_articles(tmp_path / "one")
    everything = b"".join(files_of(tmp_path / "one").values())
    assert b"Dov" not in everything
    assert b"@lumo.example" not in everything


def test_answers_behind_articles_come_back_where_they_are(rich_site, tmp_path, monkeypatch):
    export_articles(tmp_path / "one")
    old = ArticlePage.objects.get(title="Old")
    source = ArticleSource.objects.get()
    monkeypatch.setattr("articles.importing.own.settling.answers_here", lambda rows: {("topic", "not-here", "999999")})
    monkeypatch.setattr("articles.importing.own.running.answers_here", lambda rows: {("topic", "not-here", "999999")})
    old.delete()
    import_articles(tmp_path / "one", source="x")
    made = ArticleSource.objects.get()
    assert made.article.title == "Old"
    for name in ("made_at", "contributor", "credit", "made_by"):
        assert getattr(made, name) == getattr(source, name)
    assert made.revision_id == made.article.live_revision_id
    export_articles(tmp_path / "two")
    one, two = (sorted((tmp_path / name / "articles.jsonl").read_text().splitlines()) for name in ("one", "two"))
    assert one == two


def test_answers_and_people_that_are_not_here_are_said_and_the_next_import_changes_nothing(rich_site, tmp_path, ben):
    export_articles(tmp_path / "one")
    empty_the_site()
    ben.delete()
    summary = import_articles(tmp_path / "one", source="x")
    assert summary.created == 7
    assert summary.examples["the answer behind the article is not here"] == ["Old (en): topic not-here 999999"]
    assert summary.findings["nobody here has this user name"] >= 2
    again = import_articles(tmp_path / "one", source="x")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)


def test_what_was_changed_here_since_is_left_alone_and_what_was_changed_in_the_file_comes_in(rich_site, tmp_path):
    export_articles(tmp_path / "one")
    second = ArticlePage.objects.get(title="Second")
    second.title = "Second, edited"
    second.save_revision().publish()
    path = tmp_path / "one" / "articles.jsonl"
    path.write_text(path.read_text().replace('"title": "Old"', '"title": "Older"'))
    summary = import_articles(tmp_path / "one", source="x")
    assert (summary.updated, summary.unchanged) == (1, 5)
    assert summary.kept == ["Second (en) was changed here after the export"]
    assert ArticlePage.objects.get(slug="old").title == "Older"
    assert ArticlePage.objects.get(slug="second").title == "Second, edited"
    assert import_articles(tmp_path / "one", source="x").unchanged == 6


TOLD = ("source", "external_id", "row_hash", "linked_hash", "licence")


def test_imported_articles_stay_imported(tmp_path, db):
    lines = tmp_path / "rows.jsonl"
    lines.write_text("".join(json.dumps(row(number, see_also=["article-1"])) + "\n" for number in range(1, 4)))
    import_articles(lines, source="manual")
    before = list(ImportedArticle.objects.order_by("external_id").values(*TOLD))
    export_articles(tmp_path / "one")
    empty_the_site()
    import_articles(tmp_path / "one", source="x")
    assert list(ImportedArticle.objects.order_by("external_id").values(*TOLD)) == before
    again = import_articles(lines, source="manual")
    assert (again.unchanged, again.kept) == (3, [])
    export_articles(tmp_path / "two")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def test_the_markdown_of_it_is_a_folder_that_imports_too(rich_site, tmp_path):
    export_articles(tmp_path / "one")
    told = (tmp_path / "one" / "markdown/en/devices/first.md").read_text()
    assert 'title: "First"' in told
    assert "[the second](<second.md>)" in told
    assert "> [!WARNING]" in told
    assert "![" in told
    empty_the_site()
    shutil.rmtree(tmp_path / "one" / "markdown" / "fi")
    for name in ("export.json", "sections.jsonl", "articles.jsonl"):
        (tmp_path / "one" / name).unlink()
    summary = import_articles(tmp_path / "one", source="x")
    assert (summary.created, summary.refused) == (6, [])
    first = ArticlePage.objects.get(title="First")
    assert first.translation_key == rich_site.translation_key
    assert (first.audience, first.owner.username, sorted(first.tags.names())) == (
        Audience.SIGNED_IN,
        "chi",
        ["Phones, old", "reset"],
    )
    assert not ArticlePage.objects.get(title="Never seen").live
    kinds = [part["type"] for part in first.body.raw_data]
    assert {"steps", "callout", "code", "image", "table", "collapsible"} <= set(kinds)


def test_an_archive_of_an_export_is_one(rich_site, tmp_path):
    export_articles(tmp_path / "one")
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files_of(tmp_path / "one").items():
            archive.writestr(name, data)
    assert import_articles(tmp_path / "one.zip", source="x").unchanged == 7


def test_a_plan_of_an_export(rich_site, tmp_path, capsys):
    export_articles(tmp_path / "one")
    empty_the_site()
    call_command("import_articles", tmp_path / "one", dry_run=True)
    told = capsys.readouterr().out
    assert "en: devices (a new section): 5 new, 0 changed" in told
    assert "articles: 7 new, 0 changed, 0 unchanged, 0 left alone; sections: 3 new; files: 2" in told
    assert not SectionPage.objects.exists()
    assert not get_image_model().objects.exists()


def test_an_export_that_was_not_finished_is_refused(rich_site, tmp_path):
    export_articles(tmp_path / "one")
    (tmp_path / "one" / "export.json").unlink()
    with pytest.raises(CommandError, match="not finished"):
        call_command("import_articles", tmp_path / "one")


def test_nothing_is_written_over(rich_site, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "mine.txt").write_text("x")
    with pytest.raises(CommandError, match="not an empty folder"):
        call_command("export_articles", tmp_path / "one")


class Killed(BaseException):
    """Stands for kill -9."""


@pytest.mark.parametrize(("act", "number"), [("_put_revisions", 2), ("_finish_article", 5), ("_version", 1), ("_tag", 1)])
def test_an_import_that_was_killed_goes_on_where_it_stopped(act, number, rich_site, tmp_path, monkeypatch):
    ArticleSource.objects.all().delete()
    export_articles(tmp_path / "one")
    empty_the_site()
    monkeypatch.setattr(running, "BATCH_SIZE", 2)
    calls = 0

    def dying(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls == number:
            raise Killed
        return kept(*args, **kwargs)

    with monkeypatch.context() as patch:
        kept = getattr(running.Writer, act)
        patch.setattr(running.Writer, act, lambda self, *args, **kwargs: dying(self, *args, **kwargs))
        with pytest.raises(Killed):
            import_articles(tmp_path / "one", source="x")
    import_articles(tmp_path / "one", source="x")
    export_articles(tmp_path / "two")
    assert files_of(tmp_path / "two") == files_of(tmp_path / "one")


def hostile(part: dict | None = None, **changes):
    def change(told: dict) -> None:
        told.update(changes)
        if part:
            told["body"] = [{"id": "x", **part}]

    return change


SOURCE = {
    **{"kind": "topic", "key": "k", "answer": "1", "is_update": False, "is_published": True, "made_by": "", "contributor": ""},
    **{"made_at": "2026-01-01T00:00:00+00:00", "credit": "given", "announced_at": None},
}
HOSTILE = [
    (hostile({"type": "text", "value": "<p><script>alert(1)</script></p>"}), "<script>"),
    (hostile({"type": "text", "value": '<p onclick="x">y</p>'}), "onclick"),
    (hostile({"type": "text", "value": '<p><a href="javascript:alert(1)">y</a></p>'}), "href"),
    (hostile({"type": "text", "value": "<p><a href=javascript:alert(1)>y</a></p>"}), "no attribute"),
    (hostile({"type": "text", "value": '<p><a linktype="page" id="1">y</a></p>'}), "linktype"),
    (hostile({"type": "text", "value": '<embed embedtype="media" url="https://x"/>'}), "<embed"),
    (hostile({"type": "text", "value": "<img/src=x/onerror=alert(1)>"}), "starts nothing"),
    (hostile({"type": "text", "value": "a < b <p"}), "starts nothing"),
    (hostile({"type": "steps", "value": [{"value": "<style>x</style>"}]}), "<style>"),
    (hostile({"type": "steps", "value": [3]}), "steps"),
    (hostile({"type": "callout", "value": {"tone": '"><script>', "text": ""}}), "callout"),
    (hostile({"type": "image", "value": {"image": 3}}), "picture"),
    (hostile({"type": "table", "value": {"data": "x"}}), "table"),
    (hostile({"type": "raw", "value": "<b>"}), "not known"),
    (hostile({"type": "video", "value": {"url": "https://elsewhere.example/x"}}), "video"),
    (hostile({"type": "html", "value": "<b>" * 30_000}), "are accepted"),
    (hostile(title="x" * 300), "title"),
    (hostile(title=None), "title"),
    (hostile(title="a\x00"), "no text"),
    (hostile(slug="../../x"), "slug"),
    (hostile(audience="friends"), "audience"),
    (hostile(content="1"), "UUID"),
    (hostile(lang="de"), "lang"),
    (hostile(live="yes"), "live"),
    (hostile(changed_at="yesterday"), "changed_at"),
    (hostile(section=["no", "where"]), "section"),
    (hostile(related=[["x"]]), "related"),
    (hostile(draft={"title": "x"}), "missing"),
    (hostile(sources=[{"kind": "topic"}]), "missing"),
    (hostile(sources=[{**SOURCE, "credit": "x"}]), "credit"),
    (hostile(sources=[{**SOURCE, "key": "x" * 65}]), "key is longer than 64"),
    (hostile(tags=["x" * 101]), "tags is longer than 100"),
    (hostile(review_by="31.12."), "review_by"),
]


@pytest.fixture
def small_export(devices, tmp_path):
    make_article("One", parent=devices)
    make_article("Two", parent=devices)
    export_articles(tmp_path / "one")
    empty_the_site()
    return tmp_path / "one"


@pytest.mark.parametrize(("change", "reason"), HOSTILE, ids=[f"{n}-{reason}" for n, (_change, reason) in enumerate(HOSTILE)])
def test_rows_that_no_export_writes_are_refused_and_the_rest_is_kept(small_export, change, reason):
    path = small_export / "articles.jsonl"
    first, second = path.read_text().splitlines()
    told = json.loads(first)
    change(told)
    path.write_text(f"{json.dumps(told)}\n{second}\n")
    summary = import_articles(small_export, source="x")
    assert summary.created == 1
    assert [reason in one.reason for one in summary.refused] == [True]


def test_imported_html_passes_the_gates_again(small_export, client):
    path = small_export / "articles.jsonl"
    told = json.loads(path.read_text().splitlines()[0])
    told["body"] = [{"type": "html", "id": "x", "value": "<p>Words<img src=x onerror=alert(1)><script>alert(1)</script></p>"}]
    path.write_text(json.dumps(told) + "\n")
    import_articles(small_export, source="x")
    html = client.get("/devices/one/").content.decode()
    assert "Words" in html
    assert "<script>alert" not in html
    assert "onerror" not in html
    assert import_articles(small_export, source="x").unchanged == 1


def test_the_number_of_queries_of_an_export_grows_by_few_a_page(devices, tmp_path, django_assert_max_num_queries):
    for number in range(12):
        make_article(f"A {number}", parent=devices)
    with django_assert_max_num_queries(20 + 12 * 6):
        export_articles(tmp_path / "one")
    assert home().pk
