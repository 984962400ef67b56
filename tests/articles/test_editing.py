"""Writing in Wagtail's admin: who may, what is kept, what is refused."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticlePage, SectionPage
from kbsite.accounts.audience import Audience
from tests.articles.conftest import home, make_article

HTML = '<div class="callout callout-note"><div class="callout-body"><p><strong>Note</strong></p><p>Kept.</p></div></div>'


def form(title: str, *, blocks=(), **fields) -> dict[str, object]:
    values = {
        "title": title,
        "slug": title.lower().replace(" ", "-"),
        "summary": "In short.",
        "body": streamfield(list(blocks)),
        "products": [],
        "tags": "",
        "audience": "public",
        "confidence": "validated",
        "owner": "",
        "review_by": "",
        "related_articles": inline_formset([]),
        "comments": inline_formset([]),
    }
    values.update(fields)
    return nested_form_data(values)


def address_to_add(parent) -> str:
    return reverse("wagtailadmin_pages:add", args=["articles", "articlepage", parent.pk])


@pytest.mark.parametrize(
    ("who", "may_write", "may_publish"),
    [("ana", False, False), ("ben", True, False), ("mo", False, False), ("chi", True, True), ("olga", True, True)],
)
def test_agents_write_editors_publish_and_others_do_neither(who, may_write, may_publish, as_user, devices, request):
    client = as_user(request.getfixturevalue(who))
    data = form("Charge it", blocks=[("text", rich_text("<p>Plug it in.</p>"))])
    client.post(address_to_add(devices), data)
    written = ArticlePage.objects.filter(title="Charge it").first()
    assert (written is not None) is may_write
    client.post(address_to_add(devices), {**data, "title": "Charge more", "slug": "charge-more", "action-publish": "1"})
    published = ArticlePage.objects.filter(title="Charge more", live=True)
    assert published.exists() is may_publish


def test_an_article_written_in_the_admin_is_read_on_the_site(as_user, client, chi, devices):
    blocks = [
        ("text", rich_text("<h2>Why</h2><p>Because.</p>")),
        ("callout", {"tone": "tip", "text": rich_text("<p>Do it daily.</p>")}),
        ("code", {"language": "bash", "code": "ls"}),
    ]
    as_user(chi).post(address_to_add(devices), form("Charge it", blocks=blocks, owner=chi.pk, **{"action-publish": "1"}))
    article = ArticlePage.objects.get(title="Charge it")
    assert article.owner == chi
    html = client.get("/devices/charge-it/").content.decode()
    for words in ("Why", "Because.", "Do it daily.", "ls"):
        assert words in html


def test_every_form_of_the_admin_opens(as_user, olga, devices):
    article = make_article("Reset", parent=devices, body=[("html", HTML), ("text", "<p>x</p>")])
    admin = as_user(olga)
    addresses = [
        address_to_add(devices),
        reverse("wagtailadmin_pages:edit", args=[article.pk]),
        reverse("wagtailadmin_pages:edit", args=[devices.pk]),
        reverse("wagtailadmin_pages:edit", args=[home().pk]),
        reverse("wagtailadmin_pages:history", args=[article.pk]),
        reverse("wagtailadmin_explore", args=[devices.pk]),
        reverse("wagtailadmin_home"),
    ]
    assert {address: admin.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_owners_of_articles_are_people_who_work_here(as_user, olga, ben, ana, devices):
    html = as_user(olga).get(address_to_add(devices)).content.decode()
    assert ">Ben</option>" in html
    assert ">Ana</option>" not in html


def test_imported_text_can_be_changed_but_not_added_and_passes_the_gates(as_user, chi, devices):
    article = make_article("Reset", parent=devices, body=[("html", HTML)])
    block_id = article.body[0].id
    admin = as_user(chi)
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    data = form("Reset", blocks=[("html", HTML + '<script>alert(1)</script><p onclick="x">More.</p>')], **{"action-publish": "1"})
    data["body-0-id"] = block_id
    admin.post(edit, data)
    stored = ArticlePage.objects.get(pk=article.pk).body[0].value
    assert "<p>More.</p>" in stored
    assert "script" not in stored
    assert "onclick" not in stored
    data = form("Reset", blocks=[("html", "<p>New by hand.</p>")], **{"action-publish": "1"})
    response = admin.post(edit, data)
    assert "Imported text can be changed and removed here, not added" in response.content.decode()
    assert "New by hand" not in str(ArticlePage.objects.get(pk=article.pk).body.raw_data)


def test_a_preview_shows_the_draft_to_its_writer_and_counts_nobody(as_user, ben, devices):
    client = as_user(ben)
    data = form("Not yet public", blocks=[("text", rich_text("<p>Soon.</p>"))], audience="staff")
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["articles", "articlepage", devices.pk])
    assert client.post(preview, data).json()["is_valid"] is True
    response = client.get(preview, {"mode": ""})
    html = response.content.decode()
    assert "Soon." in html
    assert "Preview: only you see this." in html
    assert "page-token" not in html
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_sections_open_below_the_start_page_and_articles_only_in_sections(as_user, olga, devices):
    client = as_user(olga)
    assert "articlepage" not in client.get(reverse("wagtailadmin_pages:add_subpage", args=[home().pk])).content.decode()
    assert "articlepage" in client.get(reverse("wagtailadmin_pages:add_subpage", args=[devices.pk])).content.decode()


def test_a_section_audience_set_in_the_admin_reaches_its_articles(as_user, olga, devices):
    article = make_article("Reset", parent=devices)
    data = nested_form_data(
        {
            "title": "Devices",
            "slug": "devices",
            "intro": "",
            "icon": "laptop",
            "audience": "staff",
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    as_user(olga).post(reverse("wagtailadmin_pages:edit", args=[devices.pk]), data)
    assert SectionPage.objects.get(pk=devices.pk).audience == Audience.STAFF
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF
