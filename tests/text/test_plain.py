import pytest

from kbsite.text.markdown import render_markdown
from kbsite.text.plain import excerpt, plain_text


def test_each_block_is_a_line_and_cells_are_apart():
    html = render_markdown("# T\n\nOne &amp; *two*\nthree.\n\n- a\n- b\n\n|x|y|\n|-|-|\n|1|2|\n\n![Cat](/media/c.png)")
    assert plain_text(html) == "T\nOne & two three.\na\nb\nx y\n1 2\nCat"


def test_lines_of_code_stay_lines():
    assert plain_text(render_markdown("```\na <b>\n  c\n```")) == "a <b>\nc"


@pytest.mark.parametrize(
    ("text", "max_chars", "expected"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("one, two", 6, "one…"),
        ("  many\n spaces ", 20, "many spaces"),
        ("https://example.com/very/long", 12, "https://exa…"),
        ("abc", 0, ""),
    ],
)
def test_an_excerpt_ends_between_words(text, max_chars, expected):
    assert excerpt(text, max_chars) == expected
    assert len(excerpt(text, max_chars)) <= max_chars
