import pytest

from kbsite.text.links import MAX_URL_CHARS, absolute, is_external, is_own_media, safe_url, shown_name

SAFE = {
    "https://a.test/x?y=1#z": "https://a.test/x?y=1#z",
    "HTTPS://A.test": "https://A.test",
    " https://a.test ": "https://a.test",
    "https://a.test/my file.pdf": "https://a.test/my%20file.pdf",
    'https://a.test/"<x>`': "https://a.test/%22%3Cx%3E%60",
    "https://\u200ba.test": "https://a.test",
    "//a.test/x": "https://a.test/x",
    "www.a.test": "https://www.a.test",
    "mailto:a@b.test?subject=x": "mailto:a@b.test?subject=x",
    "/help/": "/help/",
    "#part": "#part",
    "https://a.test:8080/": "https://a.test:8080/",
    "https://käyttö.test/ä": "https://käyttö.test/ä",
    "\tjava\nscript:alert(1)//https://a.test": None,
    "": None,
    "help/": None,
    "?x=1": None,
    "/\\a.test": None,
    "///a.test": None,
    "https:a.test": None,
    "https:///a.test": None,
    "https://a.test\\@b.test": None,
    "https://user@b.test": None,
    "https://a.test:99999": None,
    "https://[::1": None,
    "https://:80": None,
    "mailto:a": None,
    "mailto:a@b@c": None,
    "ftp://a.test": None,
    "tel:112": None,
    "https://a.test/" + "x" * MAX_URL_CHARS: None,
    "x" * 5_000: None,
}


@pytest.mark.parametrize(("address", "expected"), SAFE.items(), ids=[repr(address)[:40] for address in SAFE])
def test_an_address_gets_its_one_safe_spelling(address, expected):
    assert safe_url(address) == expected


@pytest.mark.parametrize(
    ("address", "outside"), [("https://a.test", True), ("mailto:a@b.test", True), ("/x", False), ("#x", False)]
)
def test_what_leaves_the_site_is_known(address, outside):
    assert is_external(address) is outside


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("/media/a.png", True),
        ("/media/a/b%20c.png", True),
        ("/media/..png", True),
        ("/media/../logout", False),
        ("/media/%2e%2e/logout", False),
        ("/media/%252e%252e/logout", False),
        ("/media/./x", False),
        ("/media/a%5c..%5cb", False),
        ("/mediax/a.png", False),
        ("https://a.test/media/a.png", False),
        ("/media/a b.png", False),
    ],
)
def test_pictures_are_shown_from_below_the_media_prefix_only(address, own):
    assert is_own_media(address) is own


def test_media_may_be_on_another_host(settings):
    settings.MEDIA_URL = "https://cdn.test/m/"
    assert is_own_media("https://cdn.test/m/a.png")
    assert not is_own_media("/media/a.png")


def test_a_relative_address_is_seen_from_its_page():
    assert absolute("../b", "https://a.test/x/y/z") == "https://a.test/x/b"
    assert absolute("//[b", "https://a.test/") == "//[b"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.test/b/c%20d.png?x", "c d.png"),
        ("https://a.test/b/", "b"),
        ("https://a.test", "a.test"),
        ("//[x", "//[x"),
        ("", ""),
    ],
)
def test_a_link_without_words_gets_a_name(address, name):
    assert shown_name(address) == name
