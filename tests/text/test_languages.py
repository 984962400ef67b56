import pytest

from kbsite.text.languages import LANGUAGE_NAMES, LANGUAGES, detect_language

CLEAR = {
    "How do I reset my password?": "en",
    "Printer is offline": "en",
    "Password": "en",
    "Salasana ei toimi": "fi",
    "Miten vaihdan salasanan?": "fi",
    "Tulostin ei toimi VPN:n kautta": "fi",
    "tulostin": "fi",
    "Skrivaren fungerar inte": "sv",
    "Hur byter jag lösenord?": "sv",
    "Lösenord": "sv",
}


@pytest.mark.parametrize(("text", "language"), CLEAR.items(), ids=CLEAR)
@pytest.mark.parametrize("fallback", LANGUAGES)
def test_a_clear_text_is_told_whatever_the_fallback(text, language, fallback):
    assert detect_language(text, fallback=fallback) == language


@pytest.mark.parametrize("text", ["", "VPN", "0x80070005", "!!! 123", "Teams", "a"])
@pytest.mark.parametrize("fallback", LANGUAGES)
def test_a_text_that_does_not_tell_gives_the_fallback(text, fallback):
    assert detect_language(text, fallback=fallback) == fallback


def test_a_long_text_is_told_by_its_function_words_alone(monkeypatch):
    monkeypatch.setattr("kbsite.text.languages.is_known", None)
    assert (
        detect_language("Det här är en lång text som inte har något att göra med oss och den är på svenska. " * 50, "en") == "sv"
    )


def test_every_language_has_its_own_name():
    assert tuple(LANGUAGE_NAMES) == LANGUAGES
