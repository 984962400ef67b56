# ruff: noqa: E501 - expected HTML is compared by eye, on one line
import pytest

from kbsite.text.blocks import Callout, Code, Details, Finding, Image, Prose, Steps, Table
from kbsite.text.fragments import MAX_ARTICLE_BYTES, split_blocks
from kbsite.text.markdown import TextTooLong
from kbsite.text.plain import plain_text

REL = 'rel="nofollow ugc noopener"'


def test_each_kind_of_block_is_found_in_order():
    source = """Hello *you*.

> [!WARNING]
> Save first.

1. One
2. Two

   ```sh
   ls <dir>
   ```

```py
x = 1
```

| A | B |
|---|---|
| 1 | `2` |

![A cat](cat.png)

<details>
<summary>More</summary>
Inside **it**.
</details>

- last
"""
    blocks = split_blocks(source, resolve_image=lambda address: f"/media/{address}")
    assert blocks == [
        Prose("<p>Hello <em>you</em>.</p>"),
        Callout("warning", "<p>Save first.</p>"),
        Steps(
            (
                "<p>One</p>",
                '<p>Two</p>\n<div class="code"><pre tabindex="0"><code class="language-bash">ls &lt;dir&gt;\n</code></pre></div>',
            )
        ),
        Code("python", "x = 1"),
        Table(("A", "B"), (("1", "<code>2</code>"),)),
        Image("/media/cat.png", "A cat"),
        Details("More", "<p>Inside <strong>it</strong>.</p>"),
        Prose("<ul>\n<li>last</li>\n</ul>"),
    ]


def test_a_list_that_goes_on_after_a_picture_keeps_its_number():
    blocks = split_blocks("1. a\n\n```\nx\n```\n\n2. b")
    assert [block.start for block in blocks if isinstance(block, Steps)] == [1, 2]


def test_the_title_is_not_said_twice_and_levels_start_below_it():
    assert split_blocks("# My  title\n\n## Part\n\n### Deeper", title="my Title") == [Prose("<h2>Part</h2>\n<h3>Deeper</h3>")]
    assert split_blocks("# Other\n\n## Part", title="my Title") == [Prose("<h2>Other</h2>\n<h3>Part</h3>")]


def test_levels_have_no_gap_across_blocks():
    blocks = split_blocks("# A\n\n```\nx\n```\n\n#### B")
    assert [block.html for block in blocks if isinstance(block, Prose)] == ["<h2>A</h2>", "<h3>B</h3>"]


def test_a_quote_that_starts_with_a_bold_line_is_a_titled_note():
    assert split_blocks("> **Fast way**\n> Press [it](/x/).") == [
        Callout("note", f'<p>Press <a href="/x/" {REL}>it</a>.</p>', title="Fast way")
    ]


@pytest.mark.parametrize("source", ["> **Bold** start of a quote", "> plain", "> **Only this**"])
def test_another_quote_stays_a_quote(source):
    (block,) = split_blocks(source)
    assert isinstance(block, Prose)
    assert block.html.startswith("<blockquote>")
    assert plain_text(block.html) == source.replace("*", "").removeprefix("> ")


def test_links_go_through_the_resolver_and_lost_ones_are_reported():
    report = []
    known = {"../a.md": "/en/a/"}
    (block,) = split_blocks('[a](../a.md) [b](../b.md) <a href="../a.md">c</a>', resolve_link=known.get, report=report)
    assert block == Prose(f'<p><a href="/en/a/" {REL}>a</a> b <a href="/en/a/" {REL}>c</a></p>')
    assert report == [Finding("unresolved link", "../b.md")]


def test_a_resolver_cannot_open_the_gates():
    (block,) = split_blocks(
        "[a](x) ![b](y)", resolve_link=lambda _: "javascript:alert(1)", resolve_image=lambda _: "//evil.test/x.png"
    )
    assert block == Prose("<p>a <em>b</em></p>")


def test_a_fragment_is_kept_when_its_heading_is_there():
    (block,) = split_blocks("[a](#second-part) [b](#elsewhere)\n\n## Second part")
    assert f'<a href="#h-second-part" {REL}>a</a> b' in block.html


def test_missing_pictures_leave_their_words_and_are_reported():
    report = []
    blocks = split_blocks("![One](a.png)\n\ntext ![](b.png) ![Far](https://x.test/c.png)", report=report)
    assert blocks == [Prose(f'<p><em>One</em></p>\n<p>text <em>b.png</em> <a href="https://x.test/c.png" {REL}>Far</a></p>')]
    assert report == [Finding("missing image", "a.png"), Finding("missing image", "b.png")]


def test_directives_become_content_or_are_reported():
    report = []
    source = """:::image type="content" source="media/x y.png" alt-text="A [b]" lightbox="z.png":::

[!INCLUDE [Third party](../inc.md)]

[!VIDEO https://v.test/1]

> [!div class="next"]
> Go on

::: zone pivot="a"
Zone text
::: zone-end
"""
    blocks = split_blocks(
        source, resolve_image=lambda address: "/media/x.png" if address == "media/x%20y.png" else None, report=report
    )
    assert blocks == [
        Image("/media/x.png", "A [b]"),
        Prose(
            f'<p><a href="https://v.test/1" {REL}>https://v.test/1</a></p>\n<blockquote>\n<p>Go on</p>\n</blockquote>\n<p>Zone text</p>'
        ),
    ]
    assert report == [Finding("include", "Third party"), Finding("video", "https://v.test/1")]


def test_html_that_articles_use_is_kept_and_placeholders_are_words():
    source = (
        "a<br>b <b>c</b> <user name> <script>alert(1)</script>\n\n<UserName>\nis you\n\n<!-- gone -->\n\n<div onclick=x>box</div>"
    )
    (block,) = split_blocks(source)
    assert block.html == (
        "<p>a<br>b <strong>c</strong> &lt;user name&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;UserName&gt; is you</p>\n<p>box</p>"
    )


def test_cells_keep_breaks_and_lists():
    (block,) = split_blocks("| A |\n|---|\n| x<br>y |\n| <ul><li>z</li></ul> |")
    assert block == Table(("A",), (("x<br>\ny",), ("<ul><li>z</li>\n</ul>",)))


def test_rows_with_blank_lines_between_them_are_a_table():
    blocks = split_blocks("| a | b |\n\n|---|---|\n\n| c | d |\n\n| e | f |\n\ntext\n\n| no | table |")
    assert blocks[0] == Table(("a", "b"), (("c", "d"), ("e", "f")))
    assert blocks[1] == Prose("<p>text</p>\n<p>| no | table |</p>")


def test_folds_inside_code_are_code():
    assert split_blocks("```\n<details>\n```") == [Code("", "<details>")]


def test_folds_may_hold_folds():
    (block,) = split_blocks("<details><summary>A</summary>\n\nx\n\n<details><summary>B</summary>y</details>\n\nz\n\n</details>")
    assert block == Details("A", "<p>x</p>\n<details><summary>B</summary>\n<p>y</p>\n</details>\n<p>z</p>")


def test_an_open_fold_holds_the_rest():
    (block,) = split_blocks("<details><summary>A</summary>\n\nx")
    assert block == Details("A", "<p>x</p>")


def test_an_article_over_the_limit_is_refused():
    with pytest.raises(TextTooLong, match="200,001 bytes"):
        split_blocks("x" * (MAX_ARTICLE_BYTES + 1))
