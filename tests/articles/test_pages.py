"""What readers find on the start page, in sections and on an article."""

import json
import re

import pytest
from django.urls import reverse
from wagtail.models import Locale

from articles.models import ArticlePage, ArticleTag, Confidence, HomePage, RelatedArticle, SectionPage
from articles.signals import article_viewed
from kbsite.accounts.audience import Audience
from kbsite.catalog.models import Product
from tests.articles.conftest import home, make_article, make_section

BODY = [
    ("text", "<h2>Symptoms</h2><p>The screen stays <b>black</b>.</p><h3>Detail</h3>"),
    ("steps", ["<p>Hold the button.</p>", "<p>Let go.</p>"]),
    ("callout", {"tone": "warning", "text": "<p>Save first.</p>"}),
    ("code", {"language": "powershell", "code": "Get-Item <x>"}),
    ("table", {"data": [["A", "B"], ["1", "2"]], "first_row_is_table_header": True}),
    ("collapsible", {"title": "Older models", "text": "<p>Ask the desk.</p>"}),
    ("html", '<h2>Imported</h2><ol start="2"><li>x</li></ol>'),
]


def text_of(response) -> str:
    return response.content.decode()


def translate(article: ArticlePage, *, language: str, title: str, parent) -> ArticlePage:
    copy = ArticlePage(
        title=title,
        summary=f"{title} lyhyesti.",
        locale=Locale.objects.get(language_code=language),
        translation_key=article.translation_key,
        live=False,
    )
    parent.add_child(instance=copy)
    copy.save_revision().publish()
    return ArticlePage.objects.get(pk=copy.pk)


@pytest.fixture
def reset(devices) -> ArticlePage:
    return make_article("Reset a laptop", parent=devices, body=BODY)


def test_an_article_shows_all_its_parts(client, reset):
    html = text_of(client.get("/devices/reset-a-laptop/"))
    assert '<h1 lang="en">Reset a laptop</h1>' in html
    assert 'id="h-symptoms"' in html
    assert 'href="#h-imported"' in html
    assert '<ol class="steps plain"><li class="step">' in html
    assert "callout-warning is-broken" in html
    assert "<strong>Warning</strong>" in html
    assert "PowerShell" in html
    assert "&lt;x&gt;" in html
    assert '<th scope="col">A</th>' in html
    assert "<summary>Older models</summary>" in html
    assert "Reset a laptop in short." in html
    assert "1 min read" in html


def test_an_article_of_each_audience_answers_404_to_those_outside(as_user, ana, ben, devices):
    for audience, title in [(Audience.PUBLIC, "Open"), (Audience.SIGNED_IN, "Members"), (Audience.STAFF, "Inside")]:
        make_article(title, parent=devices, audience=audience)
    answers = {
        (who, path): as_user(user).get(f"/devices/{path}/").status_code
        for who, user in [("anonymous", None), ("ana", ana), ("ben", ben)]
        for path in ["open", "members", "inside"]
    }
    assert answers == {
        ("anonymous", "open"): 200,
        ("anonymous", "members"): 404,
        ("anonymous", "inside"): 404,
        ("ana", "open"): 200,
        ("ana", "members"): 200,
        ("ana", "inside"): 404,
        ("ben", "open"): 200,
        ("ben", "members"): 200,
        ("ben", "inside"): 200,
    }


def test_a_public_article_in_a_staff_section_is_404_and_so_is_the_section(client, as_user, ben, desk_only):
    make_article("Routes", parent=desk_only)
    assert client.get("/desk/routes/").status_code == 404
    assert client.get("/desk/").status_code == 404
    assert as_user(ben).get("/desk/routes/").status_code == 200
    assert as_user(ben).get("/desk/").status_code == 200


def test_a_draft_and_an_unpublished_article_are_404_for_everybody(as_user, olga, devices):
    make_article("Draft", parent=devices, publish=False)
    gone = make_article("Gone", parent=devices)
    assert as_user(olga).get("/devices/gone/").status_code == 200
    gone.unpublish()
    assert as_user(olga).get("/devices/gone/").status_code == 404
    assert as_user(olga).get("/devices/draft/").status_code == 404


def test_staff_see_owner_review_and_edit_link_and_others_do_not(client, as_user, chi, mo, reset):
    reset.owner = chi
    reset.save()
    html = text_of(as_user(chi).get("/devices/reset-a-laptop/"))
    assert "For staff" in html
    assert "Chi" in html
    assert reverse("wagtailadmin_pages:edit", args=[reset.pk]) in html
    of_mo = text_of(as_user(mo).get("/devices/reset-a-laptop/"))
    assert "For staff" in of_mo
    assert reverse("wagtailadmin_pages:edit", args=[reset.pk]) not in of_mo
    assert "For staff" not in text_of(client.get("/devices/reset-a-laptop/"))


def test_products_tags_and_picked_articles_stand_beside_the_article(client, reset, devices, as_user, ben):
    other = make_article("Charge it", parent=devices)
    hidden = make_article("Hidden one", parent=devices, audience=Audience.STAFF)
    reset.products.add(Product.objects.create(name="Lumo Book", slug="lumo-book"))
    reset.tags.add("battery")
    reset.related_articles = [RelatedArticle(article=other, sort_order=0), RelatedArticle(article=hidden, sort_order=1)]
    reset.save_revision().publish()
    html = text_of(client.get("/devices/reset-a-laptop/"))
    assert "Lumo Book" in html
    assert "battery" in html
    assert "Charge it" in html
    assert "Hidden one" not in html
    assert "Hidden one" in text_of(as_user(ben).get("/devices/reset-a-laptop/"))
    assert ArticleTag.objects.filter(content_object=reset, tag__name="battery").count() == 1


def test_an_article_only_in_english_is_shown_to_finns_and_says_so(client, reset):
    html = text_of(client.get("/fi/articles/en/devices/reset-a-laptop/"))
    assert '<html lang="fi"' in html
    assert '<h1 lang="en">Reset a laptop</h1>' in html
    assert 'class="banner is-info mt-s" role="note"' in html
    assert 'rel="canonical" href="http://testserver/devices/reset-a-laptop/"' in html
    assert 'href="/sv/articles/en/devices/reset-a-laptop/"' in html


def test_the_fallback_address_leads_to_the_translation_once_it_exists(client, reset):
    laitteet = make_section("Laitteet", language="fi")
    translate(reset, language="fi", title="Nollaa kannettava", parent=laitteet)
    response = client.get("/fi/articles/en/devices/reset-a-laptop/")
    assert response.status_code == 302
    assert response["Location"] == "/fi/laitteet/nollaa-kannettava/"
    html = text_of(client.get("/fi/laitteet/nollaa-kannettava/"))
    assert '<link rel="alternate" hreflang="en" href="http://testserver/devices/reset-a-laptop/">' in html
    assert '<link rel="alternate" hreflang="fi" href="http://testserver/fi/laitteet/nollaa-kannettava/">' in html
    assert 'class="banner is-info mt-s" role="note"' not in html


def test_a_hidden_translation_does_not_hide_the_original(client, as_user, ben, reset):
    salaiset = make_section("Salaiset", language="fi", audience=Audience.STAFF)
    translate(reset, language="fi", title="Salainen nollaus", parent=salaiset)
    assert client.get("/fi/articles/en/devices/reset-a-laptop/").status_code == 200
    assert "Reset a laptop" in text_of(client.get("/fi/articles/"))
    assert "Salainen" not in text_of(client.get("/fi/articles/"))
    assert "Salainen nollaus" in text_of(as_user(ben).get("/fi/articles/"))
    assert "/fi/salaiset" not in text_of(client.get("/devices/reset-a-laptop/"))


def test_lists_show_each_content_once_in_the_readers_language(client, reset, devices):
    make_article("Charge it", parent=devices)
    laitteet = make_section("Laitteet", language="fi")
    laitteet.translation_key = devices.translation_key
    laitteet.save()
    translate(reset, language="fi", title="Nollaa kannettava", parent=laitteet)
    html = text_of(client.get("/fi/laitteet/"))
    assert "Nollaa kannettava" in html
    assert "Reset a laptop" not in html
    assert 'href="/fi/articles/en/devices/charge-it/"' in html
    assert '<span class="count">2</span>' in html
    assert "Nollaa kannettava" not in text_of(client.get("/devices/"))


def test_a_permalink_leads_to_the_version_in_the_readers_language(client, reset, devices):
    translate(reset, language="fi", title="Nollaa kannettava", parent=make_section("Laitteet", language="fi"))
    assert client.get(f"/articles/{reset.translation_key}/")["Location"] == "/devices/reset-a-laptop/"
    assert client.get(f"/fi/articles/{reset.translation_key}/")["Location"] == "/fi/laitteet/nollaa-kannettava/"
    assert client.get(f"/sv/articles/{devices.translation_key}/")["Location"] == "/sv/articles/en/devices/"
    assert client.get("/articles/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_links_between_articles_follow_moves_and_hide_what_is_hidden(client, as_user, ben, reset, devices):
    secret = make_article("Secret way", parent=devices, audience=Audience.STAFF)
    body = [
        (
            "text",
            f'<p><a linktype="page" id="{reset.pk}">how to reset</a> and <a linktype="page" id="{secret.pk}">the way</a></p>',
        ),
        ("html", f'<p><a href="/articles/{reset.translation_key}/#h-symptoms" rel="nofollow ugc noopener">symptoms</a></p>'),
    ]
    make_article("Start", parent=devices, body=body)
    html = text_of(client.get("/devices/start/"))
    assert '<a href="/devices/reset-a-laptop/">how to reset</a> and the way' in html
    assert '<a href="/devices/reset-a-laptop/#h-symptoms">symptoms</a>' in html
    assert "secret" not in html.lower()
    assert '<a href="/devices/secret-way/">the way</a>' in text_of(as_user(ben).get("/devices/start/"))
    reset.slug = "reset"
    reset.save_revision().publish()
    assert '<a href="/devices/reset/">how to reset</a>' in text_of(client.get("/devices/start/"))


def test_the_start_page_counts_what_the_reader_can_read(client, as_user, ben, devices, reset):
    inner = make_section("Phones", parent=devices)
    make_article("New phone", parent=inner)
    make_article("Desk only", parent=inner, audience=Audience.STAFF)
    assert "2 articles" in text_of(client.get("/"))
    of_ben = text_of(as_user(ben).get("/"))
    assert "3 articles" in of_ben
    assert "Only people who work here" in of_ben
    assert "Desk only" not in text_of(client.get("/"))


def test_the_empty_start_page_leads_to_people_and_tells_staff_to_write(client, as_user, chi, db):
    html = text_of(client.get("/"))
    assert "No articles yet" in html
    assert reverse("contact:new") in html
    assert reverse("wagtailadmin_explore_root") not in html
    assert reverse("wagtailadmin_explore_root") in text_of(as_user(chi).get("/"))


def test_a_section_pages_its_articles_and_sorts_them(client, devices):
    for number in range(25):
        make_article(f"Article {number:02d}", parent=devices)
    first = text_of(client.get("/devices/?order=title"))
    second = text_of(client.get("/devices/?order=title&page=2"))
    titles = [re.findall(r"<h3><a [^>]*>(Article \d\d)</a>", html) for html in (first, second)]
    assert [len(found) for found in titles] == [20, 5]
    assert titles[0] + titles[1] == sorted(titles[0] + titles[1])
    newest = re.findall(r"<h3><a [^>]*>(Article \d\d)</a>", text_of(client.get("/devices/?order=newest")))
    assert newest[0] == "Article 24"


def test_a_top_section_cannot_take_an_address_of_the_site(devices):
    section = make_section("Help for me")
    section.slug = "community"
    with pytest.raises(Exception, match="another part of the site"):
        section.full_clean()


def test_viewing_is_announced_once_and_not_for_404_or_preview(client, as_user, ben, chi, reset, devices):
    make_article("Inside", parent=devices, audience=Audience.STAFF)
    seen = []

    def listen(sender, request, page, **kwargs):
        seen.append(page.pk)

    article_viewed.connect(listen)
    try:
        client.get("/devices/reset-a-laptop/")
        client.get("/devices/inside/")
        client.get("/devices/")
        reset.make_preview_request(reset_request(chi))
    finally:
        article_viewed.disconnect(listen)
    assert seen == [reset.pk]


def reset_request(user):
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def test_a_listener_that_breaks_does_not_break_the_page(client, reset):
    def listen(**kwargs):
        raise ValueError("broken listener")

    article_viewed.connect(listen)
    try:
        assert client.get("/devices/reset-a-laptop/").status_code == 200
    finally:
        article_viewed.disconnect(listen)


def test_structured_data_is_valid_and_cannot_be_broken_out_of(client, devices):
    make_article("Tags </script><script>alert(1)</script> & more", parent=devices, slug="tags", summary="", body=[])
    html = text_of(client.get("/devices/tags/"))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    assert "<" not in block
    graph = json.loads(block)["@graph"]
    assert graph[0]["@type"] == "Article"
    assert graph[0]["headline"] == "Tags </script><script>alert(1)</script> & more"
    assert [step["name"] for step in graph[1]["itemListElement"]][0] == "Devices"
    assert "<script>alert" not in html


def test_staff_articles_have_no_structured_data_and_no_alternates(as_user, ben, desk_only):
    make_article("Routes", parent=desk_only)
    html = text_of(as_user(ben).get("/desk/routes/"))
    assert "ld+json" not in html
    assert 'rel="alternate" hreflang' not in html


def test_feeds_and_sitemap_hold_public_pages_only_whoever_asks(client, as_user, ben, devices, desk_only, reset):
    make_article("Zebracorn", parent=desk_only)
    make_article("Memberfox", parent=devices, audience=Audience.SIGNED_IN)
    make_article("Halfdone", parent=devices, confidence=Confidence.WORK_IN_PROGRESS)
    addresses = ["/articles/feed/", f"/articles/{devices.translation_key}/feed/", "/sitemap.xml"]
    addresses += ["/sitemap-articles.xml", "/sitemap-sections.xml", "/robots.txt"]
    for who in (None, ben):
        together = "".join(text_of(as_user(who).get(address)) for address in addresses)
        assert "reset-a-laptop" in together
        for word in ("zebracorn", "memberfox", "halfdone", "/desk/"):
            assert word not in together.lower()
    assert as_user(ben).get(f"/articles/{desk_only.translation_key}/feed/").status_code == 404


def test_the_sitemap_tells_the_languages_of_an_article(client, reset):
    translate(reset, language="fi", title="Nollaa kannettava", parent=make_section("Laitteet", language="fi"))
    xml = text_of(client.get("/sitemap-articles.xml"))
    assert "<loc>http://testserver/devices/reset-a-laptop/</loc>" in xml
    assert 'hreflang="fi" href="http://testserver/fi/laitteet/nollaa-kannettava/"' in xml


def test_home_section_and_article_answer_to_posts_with_405_not_500(client, reset):
    assert client.post("/devices/").status_code == 405
    assert client.post("/devices/reset-a-laptop/").status_code == 405


def test_pages_offer_wagtails_privacy_nowhere():
    assert [model.private_page_options for model in (ArticlePage, HomePage, SectionPage)] == [[], [], []]


def test_every_language_has_a_start_page_of_the_same_content(db):
    assert home("en").translation_key == home("fi").translation_key == home("sv").translation_key
