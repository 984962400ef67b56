"""Articles from a file: everything kept that can be, everything else said, and the same end however often it is interrupted."""

import json
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from articles.importing import linking, running, writing
from articles.importing.running import import_articles
from articles.models import ArticlePage, ImportedArticle, RelatedArticle, SectionPage
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article, make_section


def row(number: int = 1, **changes) -> dict:
    values = {
        "id": f"guide/topics/article-{number}",
        "lang": "en",
        "title": f"Article {number}",
        "description": f"What article {number} says.",
        "section": "Topics/First",
        "product": "Lumo Drive",
        "tags": ["Sync", "files"],
        "updated": "01/24/2024",
        "see_also": [],
        "body_markdown": f"# Article {number}\n\nSome words about {number}.",
        "url": f"https://manual.example/topics/article-{number}",
        "licence": "CC-BY-4.0",
    }
    values.update(changes)
    return values


@pytest.fixture
def write_file(tmp_path):
    def write(*rows) -> object:
        path = tmp_path / "rows.jsonl"
        lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in rows]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def state() -> dict[str, object]:
    """Everything that an import makes, without the ids that depend on the order of transactions."""
    articles = {}
    for imported in ImportedArticle.objects.select_related("page", "page__locale", "page__live_revision"):
        page = imported.page
        articles[imported.external_id, imported.language] = (
            page.title,
            page.url_path,
            page.summary,
            str(list(page.body.raw_data)),
            page.live,
            page.audience,
            page.effective_audience,
            page.last_published_at.date().isoformat(),
            sorted(page.tags.names()),
            sorted(page.products.values_list("name", flat=True)),
            [str(related.article.translation_key) for related in page.related_articles.all()],
            str(page.translation_key),
            imported.row_hash,
            imported.linked_hash,
            page.live_revision_id == page.latest_revision_id == imported.revision_id,
            len(page.live_revision.content["tagged_items"]),
            len(page.live_revision.content["related_articles"]),
        )
    sections = sorted(SectionPage.objects.values_list("url_path", "title", "translation_key"))
    problems = ArticlePage.find_problems()
    return {"articles": articles, "sections": sections, "tree": problems}


SOUND_TREE = ([], [], [], [], [])


def test_a_row_becomes_a_published_article_with_all_that_it_tells(write_file, client, db):
    summary = import_articles(write_file(row()), source="manual")
    assert (summary.created, summary.updated, summary.unchanged, summary.refused) == (1, 0, 0, [])
    page = ArticlePage.objects.get()
    assert page.url_path == "/home/topics/first/article-1/"
    assert page.summary == "What article 1 says."
    assert page.last_published_at.date().isoformat() == "2024-01-24"
    assert page.first_published_at.date().isoformat() == "2024-01-24"
    assert sorted(page.tags.names()) == ["Sync", "files"]
    assert page.live_revision.content["title"] == "Article 1"
    html = client.get("/topics/first/article-1/").content.decode()
    assert "Some words about 1." in html
    assert html.count("Article 1</h1>") == 1
    assert "Lumo Drive" in html
    assert "Licence: CC-BY-4.0" in html


def test_a_second_import_changes_nothing(write_file, db):
    path = write_file(*(row(number) for number in range(1, 8)))
    import_articles(path, source="manual")
    before = state()
    summary = import_articles(path, source="manual")
    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 7)
    assert state() == before
    assert before["tree"] == SOUND_TREE


def test_a_changed_row_updates_its_page_and_only_that(write_file, db):
    import_articles(write_file(row(1), row(2)), source="manual")
    other = ArticlePage.objects.get(title="Article 2").latest_revision_id
    summary = import_articles(write_file(row(1, title="Better title", tags=["new"]), row(2)), source="manual")
    assert (summary.created, summary.updated, summary.unchanged) == (0, 1, 1)
    page = ArticlePage.objects.get(title="Better title")
    assert page.url_path == "/home/topics/first/article-1/"
    assert list(page.tags.names()) == ["new"]
    assert page.get_latest_revision().content["title"] == "Better title"
    assert ArticlePage.objects.get(title="Article 2").latest_revision_id == other


def test_an_article_that_was_edited_here_is_left_alone_and_said(write_file, db):
    import_articles(write_file(row(1)), source="manual")
    page = ArticlePage.objects.get()
    page.title = "Edited by a person"
    page.save_revision().publish()
    summary = import_articles(write_file(row(1, title="From the source")), source="manual")
    assert (summary.updated, len(summary.kept)) == (0, 1)
    assert "edited here" in summary.kept[0]
    assert ArticlePage.objects.get().title == "Edited by a person"


def test_an_editors_change_keeps_tags_products_and_links_of_the_import(write_file, db):
    import_articles(write_file(row(1, see_also=["article-2"]), row(2)), source="manual")
    page = ArticlePage.objects.get(title="Article 1").get_latest_revision_as_object()
    page.title = "Edited by a person"
    page.save_revision().publish()
    page = ArticlePage.objects.get(title="Edited by a person")
    assert sorted(page.tags.names()) == ["Sync", "files"]
    assert [product.name for product in page.products.all()] == ["Lumo Drive"]
    assert [related.article.title for related in page.related_articles.all()] == ["Article 2"]


BAD_LINES = [
    ('{"id": ', "not JSON"),
    ("[1, 2]", "not a JSON object"),
    (row(91, title=""), "title is missing"),
    (row(92, title="x" * 256), "longer than 255"),
    (row(93, body_markdown=None), "body_markdown is missing"),
    (row(94, lang="de"), "language 'de'"),
    (row(95, updated="31/31/2024"), "is no date"),
    (row(96, audience="friends"), "audience 'friends'"),
    (row(97, tags="one, two"), "tags is no list"),
    (row(98, translated=3), "translated is not a number"),
    (row(1), "the same id and language as line 1"),
    (row(99, body_markdown="word " * 60_000), "at most 200,000 are accepted"),
    (row(90, id="a\x00b"), "NUL"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES, ids=[reason for _bad, reason in BAD_LINES])
def test_a_bad_line_is_refused_with_its_number_and_the_rest_is_kept(bad, reason, write_file, db):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 were refused") as caught:
        call_command("import_articles", write_file(row(1), bad, row(3)), source="manual", stdout=out, stderr=err)
    assert caught.value.returncode == 2
    assert err.getvalue().startswith("refused line 2: ")
    assert reason in err.getvalue()
    assert "2 new" in out.getvalue()
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {"Article 1", "Article 3"}


def test_bytes_that_are_no_text_are_refused_with_their_line(tmp_path, db):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(json.dumps(row(1)).encode() + b"\n\xff\xfe broken\n" + json.dumps(row(3)).encode())
    summary = import_articles(path, source="manual")
    assert [str(line) for line in summary.refused] == ["line 2: not UTF-8"]
    assert summary.created == 2


def test_a_file_that_is_not_there_is_an_error_not_an_empty_import(tmp_path, db):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_articles", tmp_path / "nothing.jsonl")


def test_a_dry_run_tells_and_changes_nothing(write_file, db):
    out = StringIO()
    call_command("import_articles", write_file(row(1), row(2)), source="manual", dry_run=True, stdout=out)
    assert "Nothing was changed" in out.getvalue()
    assert "2 new" in out.getvalue()
    assert not ArticlePage.objects.exists()
    assert not SectionPage.objects.exists()


def test_languages_of_one_id_are_translations_of_each_other(write_file, client, db):
    path = write_file(row(1), row(1, lang="fi", title="Artikkeli 1"), row(2), row(3, lang="sv", title="Artikel 3"))
    import_articles(path, source="manual")
    english, finnish = ArticlePage.objects.get(title="Article 1"), ArticlePage.objects.get(title="Artikkeli 1")
    assert english.translation_key == finnish.translation_key
    sections = SectionPage.objects.filter(slug="first")
    assert {section.translation_key for section in sections} == {sections[0].translation_key}
    assert sections.count() == 3
    html = client.get("/fi/topics/first/").content.decode()
    assert "Artikkeli 1" in html
    assert "Article 2" in html
    assert "Artikel 3" in html


def test_a_mostly_untranslated_page_says_so(write_file, client, db):
    path = write_file(row(1, lang="fi", title="Puolet", translated=0.2), row(2, lang="fi", title="Melkein", translated=0.9))
    import_articles(path, source="manual")
    with override("fi"):
        notice = gettext("Most of this page has not been translated yet; parts of it are in another language.")
    assert notice in client.get("/fi/topics/first/puolet/").content.decode()
    assert notice not in client.get("/fi/topics/first/melkein/").content.decode()


LINKS = """See [the next](article-2.md), [it from the root](/topics/article-2#first-part),
[on the web](https://manual.example/topics/article-2), [elsewhere](https://other.example/x),
[the lost](../gone/article-9.md), [a mail](mailto:help@lumo.example) and ![a picture](media/a.png).

[!INCLUDE [shared text](../includes/shared.md)]
"""


def test_links_between_articles_lead_to_pages_and_what_leads_nowhere_is_text(write_file, client, db):
    summary = import_articles(write_file(row(1, body_markdown=LINKS), row(2)), source="manual")
    html = client.get("/topics/first/article-1/").content.decode()
    for words in ("the next", "on the web"):
        assert f'<a href="/topics/first/article-2/">{words}</a>' in html
    assert '<a href="/topics/first/article-2/#h-first-part">it from the root</a>' in html
    assert 'href="https://other.example/x"' in html
    assert "the lost" in html
    assert "gone" not in html
    assert dict(summary.findings) == {"unresolved link": 1, "missing image": 1, "include": 1}
    assert summary.examples["unresolved link"] == ["guide/topics/article-1 (en): ../gone/article-9.md"]


def test_notes_tables_code_steps_and_headings_are_kept(write_file, client, db):
    body = (
        "## Steps\n\n1. One\n2. Two\n\n> [!WARNING]\n> Careful with it.\n\n| A | B |\n|---|---|\n| 1 | <b>2</b> |\n\n"
        "| C | D |\n|---|---|\n| 3 | 4 |\n\n```powershell\nGet-Item\n```\n\n### Deeper\n\n- a\n- b\n\n"
        "1. x\n\n   ```\n   y\n   ```\n"
    )
    import_articles(write_file(row(1, body_markdown=body)), source="manual")
    kinds = [block.block_type for block in ArticlePage.objects.get().body]
    assert {"steps", "callout", "table", "code"} <= set(kinds)
    html = client.get("/topics/first/article-1/").content.decode()
    assert html.count("<table") == 2
    assert "callout-warning" in html
    assert '<li class="step">' in html
    assert 'id="h-steps"' in html
    assert 'id="h-deeper"' in html
    assert html.count("<pre") == 2


def test_hostile_text_comes_out_harmless(write_file, client, db):
    body = '<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<img src=x onerror=alert(1)>\n\n<a href="//x">y</a>'
    import_articles(write_file(row(1, title="<script>alert(2)</script>", body_markdown=body)), source="manual")
    html = client.get(ArticlePage.objects.get().get_url()).content.decode()
    assert "<script>alert" not in html
    assert "onerror" not in html
    assert 'href="javascript' not in html


def test_see_also_becomes_hand_picked_articles_even_when_they_come_later(write_file, db):
    summary = import_articles(write_file(row(1, see_also=["article-2", "article-9"]), row(2)), source="manual")
    assert [related.article.title for related in RelatedArticle.objects.all()] == ["Article 2"]
    assert summary.examples["unknown see_also"] == ["guide/topics/article-1 (en): article-9"]


def test_an_audience_in_the_row_and_on_the_section_both_hold(write_file, client, as_user, ben, db):
    make_section("Topics", audience=Audience.SIGNED_IN)
    import_articles(write_file(row(1), row(2, audience="staff")), source="manual")
    assert set(ArticlePage.objects.values_list("title", "effective_audience")) == {
        ("Article 1", "signed_in"),
        ("Article 2", "staff"),
    }


def test_sections_that_exist_at_the_same_address_are_used(write_file, devices):
    import_articles(write_file(row(1, section="devices"), row(1, section="devices", lang="fi", title="Yksi")), source="manual")
    assert ArticlePage.objects.get(title="Article 1").get_parent().pk == devices.pk
    finnish = ArticlePage.objects.get(title="Yksi").get_parent().specific
    assert finnish.translation_key == devices.translation_key


def test_everything_can_be_put_under_one_section(write_file, db):
    import_articles(write_file(row(1), row(2, section="")), source="manual", parent="library/manuals")
    assert sorted(ArticlePage.objects.values_list("url_path", flat=True)) == [
        "/home/library/manuals/manual/article-2/",
        "/home/library/manuals/topics/first/article-1/",
    ]


def test_a_section_never_takes_an_address_of_the_site(write_file, client, db):
    import_articles(write_file(row(1, section="community")), source="manual")
    assert ArticlePage.objects.get().url_path == "/home/community-articles/article-1/"
    assert client.get("/community-articles/article-1/").status_code == 200


def test_a_translation_that_was_made_here_is_not_overwritten(write_file, db):
    import_articles(write_file(row(1)), source="manual")
    english = ArticlePage.objects.get()
    mine = make_article("Oma käännös", parent=make_section("Aiheet", language="fi"), language="fi")
    ArticlePage.objects.filter(pk=mine.pk).update(translation_key=english.translation_key)
    summary = import_articles(write_file(row(1), row(1, lang="fi", title="Tuotu")), source="manual")
    assert summary.kept == ["guide/topics/article-1 (fi) a translation that was made here stands in its place"]
    assert not ArticlePage.objects.filter(title="Tuotu").exists()


def test_same_titles_in_one_section_get_different_addresses(write_file, db):
    import_articles(write_file(row(1, title="Same"), row(2, title="Same")), source="manual")
    assert sorted(ArticlePage.objects.values_list("slug", flat=True)) == ["same", "same-2"]


def test_the_number_of_queries_grows_with_batches_not_with_sections_seen(write_file, db, django_assert_max_num_queries):
    path = write_file(*(row(number) for number in range(1, 31)))
    import_articles(path, source="manual")
    # Nothing changed: three questions a batch and pass, whatever the number of rows.
    with django_assert_max_num_queries(25):
        import_articles(path, source="manual")


class Killed(BaseException):
    """Stands for kill -9: no handler of Exception sees it."""


@pytest.mark.parametrize("seed", range(10))
def test_an_import_that_was_killed_ends_in_the_same_state_when_it_is_started_again(seed, write_file, db, monkeypatch):
    rows = [row(n, section=f"Topics/{n % 3}", see_also=[f"article-{n % 9 + 1}"]) for n in range(1, 10)]
    rows += [row(n, lang="fi", title=f"Artikkeli {n}", section=f"Topics/{n % 3}") for n in range(1, 5)]
    path = write_file(*rows)
    monkeypatch.setattr(running, "BATCH_SIZE", 3)
    draw = random.Random(seed)
    calls_left = draw.randint(1, 40)

    def may_die(function):
        def dying(*args, **kwargs):
            nonlocal calls_left
            calls_left -= 1
            if calls_left == 0:
                raise Killed
            return function(*args, **kwargs)

        return dying

    with monkeypatch.context() as patch:
        patch.setattr(writing.BatchWriter, "_page", may_die(writing.BatchWriter._page))
        patch.setattr(writing.BatchWriter, "_publish", may_die(writing.BatchWriter._publish))
        patch.setattr(linking, "_relate", may_die(linking._relate))
        patch.setattr(running, "convert", may_die(running.convert))
        died = False
        try:
            import_articles(path, source="manual")
        except Killed:
            died = True
    summary = import_articles(path, source="manual")
    assert died
    assert summary.created + summary.unchanged == 13
    resumed = state()
    assert resumed["tree"] == SOUND_TREE
    for imported in ImportedArticle.objects.select_related("page"):
        imported.page.delete()
    for section in SectionPage.objects.order_by("-depth"):
        section.delete()
    import_articles(path, source="manual")
    assert state() == resumed
