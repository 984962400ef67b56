"""What an answer said to one person is taken out; what it says to everybody stays."""

import pytest

from articles.promoting.tidying import LeftOutKind, tidy


def kinds(text: str, **options) -> list[str]:
    return [str(left.kind) for left in tidy(text, **options).left_out]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Hi Ana,\n\nKeep the page open.\n\nBest regards\\\nBen", "Keep the page open."),
        ("Hello Ana, keep the page open.", "Keep the page open."),
        ("@Ana: keep the page open.", "Keep the page open."),
        ("Keep the page open. Hope this helps!", "Keep the page open."),
        ("Keep the page open.\n\nCheers, Ben", "Keep the page open."),
        ("Keep the page open.\n\n--\\\nBen\\\nLumo service desk", "Keep the page open."),
        ("Moi!\n\nPidä sivu auki.\n\nTerveisin Ben", "Pidä sivu auki."),
        ("Hei Ana,\n\nPidä sivu auki. Toivottavasti tästä on apua!", "Pidä sivu auki."),
        ("Hej Ana!\n\nHåll sidan öppen. Lycka till!\n\n/Ben", "Håll sidan öppen."),
        ("Hejsan, håll sidan öppen.\n\nMed vänliga hälsningar\\\nBen", "Håll sidan öppen."),
        ("It works.\n\nThanks in advance!", "It works."),
    ],
)
def test_greetings_signatures_and_wishes_go(written, kept):
    assert tidy(written, names=["Ana", "Ben"]).text == kept


@pytest.mark.parametrize(
    "written",
    [
        "High contrast is under Settings, then Display.",
        "Hide the panel first.\n\nThen open it again.",
        "1. Open Settings.\n2. Thanks to the new menu, choose Reset.",
        "```\nHi Ana,\nregards\n```",
        "Dear customers is the name of the mailing list: open it and press Send.",
        "Thanks everything works now after the update",
        "Hej",
        "Regards",
    ],
)
def test_what_only_looks_like_it_stays(written):
    assert tidy(written, names=["Ana", "Ben"]).text == written


def test_a_quotation_of_the_thread_goes_and_one_of_a_manual_stays():
    thread = "My VPN drops every hour in the hotel and I have to sign in again."
    repeated = "> My VPN drops every hour in the hotel"
    manual = "> A session ends after sixty minutes without traffic."
    tidied = tidy(f"{repeated}\n\nThe manual says:\n\n{manual}\n\nSo keep some traffic.", thread=thread)
    assert tidied.text == f"The manual says:\n\n{manual}\n\nSo keep some traffic."
    assert [(left.kind, left.text) for left in tidied.left_out] == [(LeftOutKind.QUOTATION, repeated)]


def test_a_callout_is_no_quotation():
    text = "> [!NOTE]\n> My VPN drops every hour"
    assert tidy(text, thread="My VPN drops every hour").text == text


def test_everything_left_out_is_told_with_its_end():
    tidied = tidy("Hi Ana,\n\nKeep it open.\n\nGood luck!\n\nBR\\\nBen", names=["Ana", "Ben"])
    assert [(left.kind, left.text, left.is_first) for left in tidied.left_out] == [
        (LeftOutKind.GREETING, "Hi Ana,", True),
        (LeftOutKind.SIGNATURE, "BR\nBen", False),
        (LeftOutKind.WISH, "Good luck!", False),
    ]
