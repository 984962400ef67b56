"""What every answer carries."""

import pytest

pytestmark = pytest.mark.django_db


def test_public_pages_allow_no_inline_script_or_style(client):
    policy = client.get("/account/login/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


def test_signed_in_pages_are_kept_by_no_cache(as_user, ana):
    assert as_user(ana).get("/account/email/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("target", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:alert(1)"])
def test_the_theme_switch_leads_nowhere_else(client, target):
    answer = client.post("/look/theme/", {"theme": "dark", "next": target})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_the_theme_is_rendered_by_the_server(client):
    assert "data-theme" not in client.get("/account/login/").content.decode()
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/account/login/").content.decode()
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/account/login/").content.decode()


def test_a_refused_form_gives_the_text_back():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/look/theme/", {"message": "My long question about the printer"})
    assert answer.status_code == 403
    assert "My long question about the printer" in answer.content.decode()


def test_probes_answer(client):
    assert client.get("/livez").content == b"ok"
    assert client.get("/readyz").json() == {"database": True}
