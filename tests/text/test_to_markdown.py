"""Safe HTML becomes Markdown that makes the same HTML again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.text.markdown import render_markdown
from kbsite.text.plain import plain_text
from kbsite.text.to_markdown import markdown_of


def again(html: str) -> str:
    return render_markdown(markdown_of(html))


@pytest.mark.parametrize(
    "source",
    [
        "Words with **bold**, *soft*, ~~gone~~ and `code`.",
        "First line\\\nsecond line",
        "## A heading\n\nwords\n\n### Below it",
        "- one\n- two\n  - inner\n  - inner too\n- three",
        "1. one\n\n   more of one\n\n   ```bash\n   ls -l\n   ```\n\n2. two",
        "4. four\n5. five",
        "- a\n\n<!-- -->\n\n- b",
        "> quoted\n>\n> - with a list",
        "> [!WARNING]\n> Do not unplug it.",
        "| a | b |\n|:--|--:|\n| 1 | x \\| y |\n| `c` | **d** |",
        "```python\nprint('``` inside')\n```",
        "````\n```\nfence in a fence\n```\n````",
        "[a link](https://lumo.example/a_(b)?c=d&e=f) and https://lumo.example/",
        "``code with ` inside``",
        "***",
        "a*b*c, snake_case_name, 2 \\* 3, \\# no heading, \\- no list, 1\\. no list, &amp;amp; &lt;b&gt;",
        "[not a link], a \\[real\\](bracket)",
    ],
)
def test_markdown_that_a_person_wrote_comes_back(source):
    html = render_markdown(source)
    assert again(html) == html


def test_a_break_at_the_end_leaves_no_backslash():
    assert markdown_of("<p>words<br></p><blockquote><p>x<br></p></blockquote>") == "words\n\n> x"


def test_a_table_without_a_header_gets_an_empty_one():
    assert markdown_of("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>") == "|  |  |\n| --- | --- |\n| 1 | 2 |"


def test_what_markdown_cannot_say_stays_as_html():
    assert markdown_of("<p>H<sub>2</sub>O <kbd>Esc</kbd></p>") == "H<sub>2</sub>O <kbd>Esc</kbd>"
    folded = "<details><summary>A &lt;b&gt;</summary><p>inside</p></details>"
    assert markdown_of(folded) == "<details>\n<summary>A &lt;b&gt;</summary>\n\ninside\n\n</details>"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \n*_`[]()<>#-+1.|\\~!&;:=>", max_size=60))
def test_words_survive_whatever_marks_stand_around_them(source):
    html = render_markdown(source)
    letters = [character for character in plain_text(html) if character.isalnum()]
    assert [character for character in plain_text(again(html)) if character.isalnum()] == letters
