import pytest

from kbsite.text.lemmas import compound_parts, lemma_of, lemmatise, tokens

TOKENS = {
    "C++ and .NET, C# #5": ["c++", "and", ".net", "net", "c#", "5"],
    "e-laskutus": ["e-laskutus", "laskutus"],
    "Wi-Fi, wi\N{NON-BREAKING HYPHEN}fi": ["wi-fi", "wi", "fi", "wi-fi", "wi", "fi"],
    "error 0x80070005 (KB5034441)": ["error", "0x80070005", "kb5034441"],
    "550 5.7.1": ["550", "5.7.1"],
    "outlook.exe foo_bar": ["outlook.exe", "outlook", "exe", "foo_bar", "foo", "bar"],
    "the user's": ["the", "user"],
    "VPN:n USB:llä IT:s": ["vpn", "usb", "it"],
    "Ääkköset ja Ångström": ["ääkköset", "ja", "ångström"],
    "na\u0308ytto\u0308": ["näyttö"],
    "käyttäjä\N{SOFT HYPHEN}tunnus": ["käyttäjätunnus"],
    "": [],
    "--- ... !": [],
    "x" * 61: [],
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.items(), ids=[repr(text)[:30] for text in TOKENS])
def test_words_are_found(text, expected):
    assert tokens(text) == expected


GROUPS = {
    "fi": [
        "salasana salasanan salasanoja salasanat salasanaa salasanani salasanalla",
        "tulostin tulostimen tulostimet tulostinta tulostimella",
        "lasku laskun laskut laskuja laskulla laskussa",
        "yhteys yhteyden yhteyttä yhteydet",
        "käyttäjä käyttäjän käyttäjät käyttäjiä",
        "näyttö näytön näytöt näyttöä",
        "toimii toimi toimivat toimimaan toimia",
        "outlook outlookin outlookissa",
        "e-laskutus e-laskutuksen",
    ],
    "sv": [
        "lösenord lösenordet lösenorden lösenordets",
        "skrivare skrivaren skrivarna skrivares",
        "faktura fakturan fakturor fakturorna",
        "fungerar fungera fungerade fungerat",
        "användare användaren användarna",
        "fil filen filer filerna",
        "dator datorn datorer datorerna",
    ],
    "en": [
        "password passwords",
        "printing print printed prints",
        "connect connects connected connecting connection",
        "install installed installing installs installation",
        "setting settings",
        "email e-mail emails e-mails",
        "wifi wi-fi",
    ],
}


@pytest.mark.parametrize(("language", "group"), [(language, group) for language, groups in GROUPS.items() for group in groups])
def test_inflections_of_a_word_meet(language, group):
    assert len({lemma_of(word, language) for word in group.split()}) == 1


@pytest.mark.parametrize("language", GROUPS)
def test_different_words_stay_apart(language):
    firsts = [group.split()[0] for group in GROUPS[language]]
    assert len({lemma_of(word, language) for word in firsts}) == len(firsts)


def test_letters_with_rings_and_dots_are_not_plain_letters():
    assert lemma_of("tär", "sv") != lemma_of("tar", "sv")
    assert lemma_of("pöytä", "fi") != lemma_of("poyta", "fi")


def test_stop_words_are_left_out_and_order_is_kept():
    assert lemmatise("How do I reset the password? The password!", "en") == ["reset", "password", "password"]
    assert lemmatise("Miten salasana vaihdetaan?", "fi")[0] == lemma_of("salasana", "fi")


def test_a_swedish_word_that_is_an_english_stop_word_stays():
    assert lemmatise("is", "sv") == ["is"]


def test_codes_and_versions_stay_as_written():
    assert lemmatise("0x80070005 5.7.1 c++", "fi") == ["0x80070005", "5.7.1", "c++"]


def test_a_language_without_rules_gives_plain_words():
    assert lemmatise("Das Passwort", "de") == ["das", "passwort"]


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("fi", "sähköpostiosoite", ("sähköposti", "osoite")),
        ("fi", "sähköpostiosoitteen", ("sähköposti", "osoite")),
        ("fi", "tietoturvapäivitys", ("tietoturva", "päivitys")),
        ("fi", "verkkotulostimessa", ("verkko", "tulostin")),
        ("sv", "lösenordsbyte", ("lösenord", "byte")),
        ("sv", "nätverksskrivaren", ("nätverk", "skrivare")),
        ("sv", "lagringsenhet", ("lagring", "enhet")),
    ],
)
def test_compounds_fall_into_their_words(language, word, parts):
    assert compound_parts(word, language) == parts


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fi", "siirretään"),
        ("fi", "asetukset"),
        ("fi", "monitori"),
        ("sv", "tillgång"),
        ("sv", "beskriva"),
        ("en", "password"),
        ("fi", "5g-verkko"),
    ],
)
def test_other_words_do_not(language, word):
    assert compound_parts(word, language) == ()
