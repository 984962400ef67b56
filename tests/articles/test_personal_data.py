"""What tells who somebody is, or lets somebody in, is found; what only looks like it is left alone."""

import pytest

from articles.personal_data import find_personal_data


def found(text: str, **options) -> list[tuple[str, str]]:
    return [(str(piece.kind), piece.text) for piece in find_personal_data(text, **options)]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Write to ana.virta@firma.example today", ("email", "ana.virta@firma.example")),
        ("call +358 40 123 4567 now", ("phone", "+358 40 123 4567")),
        ("ring 08-123 45 67 88", ("phone", "08-123 45 67 88")),
        ("my address is 10.20.30.41.", ("ip", "10.20.30.41")),
        ("it answers at 2001:db8:85a3::8a2e:370:7334 only", ("ip", "2001:db8:85a3::8a2e:370:7334")),
        ("MAC 00:1B:44:11:3A:B7 is blocked", ("ip", "00:1B:44:11:3A:B7")),
        ("open \\\\fs01\\people\\ana", ("host", "\\\\fs01\\people\\ana")),
        ("connect to srv-hki-03.ad.firma.example first", ("host", "srv-hki-03.ad.firma.example")),
        ("my machine DESKTOP-4F7K2QJ hangs", ("host", "DESKTOP-4F7K2QJ")),
        ("intra.firma.local does not open", ("host", "intra.firma.local")),
        ("token ghp_16C7e42F292c6912E7710c838347Ae178B4a works", ("token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a")),
        ("password: Kissa123!", ("token", "Kissa123!")),
        ("salasana on hauki77", ("token", "hauki77")),
        ("lösenordet är sommar24", ("token", "sommar24")),
        ("use https://ana:kissa@firma.example/x", ("token", "ana:kissa")),
        ("key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", ("token", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b")),
        ("hetu 131052-308T", ("identity", "131052-308T")),
        ("personnummer 811218-9876", ("identity", "811218-9876")),
        ("account FI21 1234 5600 0007 85", ("account", "FI21 1234 5600 0007 85")),
        ("card 4111 1111 1111 1111", ("account", "4111 1111 1111 1111")),
        ("come to Mannerheimintie 12 B 3 in Helsinki", ("address", "Mannerheimintie 12 B 3")),
        ("jag bor på Storgatan 5", ("address", "Storgatan 5")),
        ("at 12 Baker Street", ("address", "12 Baker Street")),
        ("in C:\\Users\\anav\\AppData", ("name", "anav")),
    ],
)
def test_a_piece_is_found(text, piece):
    assert piece in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "version 10.0.19041.1 of 2026-11-22 at 12:30:45",
        "error 0x80070005 in module kernel32.dll",
        "open 127.0.0.1:8000 or 0.0.0.0, mask 255.255.255.0",
        "ask 8.8.8.8",
        "see https://docs.lumo.example/articles/vpn-drops-after-an-hour/",
        "press Ctrl+Shift+Esc and choose InternationalizationSettingsProvider",
        "the password is case sensitive",
        "std::vector and ::before",
        "the folder C:\\Users\\Public",
    ],
)
def test_what_only_looks_like_it_is_left(text):
    assert found(text) == []


def test_names_of_the_thread_are_found_with_their_endings():
    text = "Ana sees it, Ana's phone too. Annan näyttö ja Annalle tuli viesti. Banana stays."
    names = [piece for _kind, piece in found(text, names=["Ana", "Anna Virta"])]
    assert names == ["Ana", "Ana's", "Annan", "Annalle"]


def test_a_piece_inside_another_is_named_once():
    assert found("mail ana@10.20.30.40.firma.example now") == [("email", "ana@10.20.30.40.firma.example")]


def test_the_same_words_twice_are_one_piece():
    assert found("a@b.example or a@b.example") == [("email", "a@b.example")]
