# ruff: noqa: E501 - expected HTML is compared by eye, on one line
import pytest

from kbsite.text.gates import MAX_HTML_BYTES, pass_gates
from kbsite.text.headings import Heading, HeadingIds
from kbsite.text.markdown import MAX_SOURCE_BYTES, TextTooLong, outline, render_markdown

REL = 'rel="nofollow ugc noopener"'

GOLDEN = {
    "a paragraph with marks": (
        "Hello **you** and *me* ~~gone~~",
        "<p>Hello <strong>you</strong> and <em>me</em> <del>gone</del></p>\n",
    ),
    "raw html is shown, not run": ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
    "a bare address becomes a link": ("https://a.example", f'<p><a href="https://a.example" {REL}>https://a.example</a></p>\n'),
    "a file name does not": ("setup.py and readme.md", "<p>setup.py and readme.md</p>\n"),
    "a path of this site": ("[here](/help/)", f'<p><a href="/help/" {REL}>here</a></p>\n'),
    "a relative address loses its link, not its words": ("[here](help/)", "<p>here</p>\n"),
    "a picture of our own": ("![A cat](/media/cat.png)", '<p><img src="/media/cat.png" alt="A cat"></p>\n'),
    "a picture from elsewhere becomes a link": (
        "![A cat](https://x.test/c.png)",
        f'<p><a href="https://x.test/c.png" {REL}>A cat</a></p>\n',
    ),
    "a nameless one is named by its file": (
        "![](https://x.test/c.png)",
        f'<p><a href="https://x.test/c.png" {REL}>c.png</a></p>\n',
    ),
    "a linked foreign picture keeps one link": (
        "[![A cat](https://x.test/c.png)](https://y.test)",
        f'<p><a href="https://y.test" {REL}>A cat</a></p>\n',
    ),
    "a list that starts at three": ("3. x\n4. y", '<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>\n'),
    "code in a known language": (
        "```py\nx = 1 < 2\n```",
        '<div class="code"><pre tabindex="0"><code class="language-python">x <span class="o">=</span> <span class="mi">1</span> '
        '<span class="o">&lt;</span> <span class="mi">2</span>\n</code></pre></div>\n',
    ),
    "code in a language we do not know": (
        "```klingon\nQapla' <b>\n```",
        '<div class="code"><pre tabindex="0"><code class="language-klingon">Qapla\' &lt;b&gt;\n</code></pre></div>\n',
    ),
    "a table that the keyboard can scroll": (
        "|a|b|\n|:-:|-|\n|1|2|",
        '<div class="scroll" tabindex="0"><table>\n<thead>\n<tr>\n<th align="center">a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n'
        '<tr>\n<td align="center">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table></div>\n',
    ),
    "a note": (
        "> [!NOTE]\n> Save first.",
        '<div class="callout callout-note">\n<div class="callout-body"><p><strong>Note</strong></p><p>Save first.</p>\n</div></div>\n',
    ),
    "a quote is no note": ("> [!x]\n> y", "<blockquote>\n<p>[!x]\ny</p>\n</blockquote>\n"),
}


@pytest.mark.parametrize(("source", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_markdown_becomes_the_agreed_html(source, expected):
    assert render_markdown(source) == expected


@pytest.mark.parametrize(
    ("tone", "look"),
    [("note", ""), ("tip", " is-solved"), ("important", " is-needs"), ("caution", " is-needs"), ("warning", " is-broken")],
)
def test_each_tone_has_its_colour_class(tone, look):
    html = render_markdown(f"> [!{tone}] Text")
    assert f'<div class="callout callout-{tone}{look}">' in html
    assert "<p>Text</p>" in html


@pytest.mark.parametrize(("language", "label"), [("en", "Warning"), ("fi", "Varoitus"), ("sv", "Varning"), ("de", "Warning")])
def test_callout_labels_speak_the_language_of_the_text(language, label):
    assert f"<p><strong>{label}</strong></p>" in render_markdown("> [!WARNING]\n> Text", language=language)


def test_a_note_keeps_its_lists_and_code():
    html = render_markdown("> [!TIP]\n>\n> - one\n>\n> ```\n> code\n> ```")
    assert "<li>one</li>" in html
    assert "<code>code\n</code>" in html
    assert "[!" not in html
    assert "<p></p>" not in html


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 2, 3], [3, 4, 5]),
        ([2, 2], [3, 3]),
        ([4], [3]),
        ([2, 4, 3], [3, 4, 4]),
        ([1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 6, 6]),
        ([3, 1], [3, 3]),
    ],
)
def test_headings_of_a_post_start_at_h3_and_leave_no_gap(levels, expected):
    source = "\n\n".join(f"{'#' * level} T" for level in levels)
    assert [heading.level for heading in outline(render_markdown(source))] == expected


def test_headings_of_an_article_start_at_h2():
    assert [heading.level for heading in outline(render_markdown("# A\n\n## B", top_heading=2))] == [2, 3]


def test_heading_ids_are_readable_unique_and_cannot_be_mistaken_for_the_pages_own():
    html = render_markdown("# Käyttö & *tilaus*\n\n# Käyttö & tilaus\n\n# !\n\n# search", heading_ids=True)
    assert outline(html) == [
        Heading(3, "h-käyttö-tilaus", "Käyttö & tilaus"),
        Heading(3, "h-käyttö-tilaus-2", "Käyttö & tilaus"),
        Heading(3, "h-section", "!"),
        Heading(3, "h-search", "search"),
    ]


def test_ids_of_the_page_around_are_avoided():
    ids = HeadingIds({"h-vote"})
    assert [ids.id_for("Vote"), ids.id_for("Vote")] == ["h-vote-2", "h-vote-3"]


def test_posts_have_no_ids_unless_asked():
    assert "id=" not in render_markdown("# A")


def test_a_source_over_the_limit_is_refused_with_its_size():
    render_markdown("å" * (MAX_SOURCE_BYTES // 2))
    with pytest.raises(TextTooLong, match="50,002 bytes; at most 50,000"):
        render_markdown("å" * (MAX_SOURCE_BYTES // 2 + 1))


def test_a_short_source_that_asks_for_megabytes_is_refused():
    source = f"[a]: https://x.test/{'b' * 1900}\n\n" + "[a]\n\n" * 5000
    assert len(source) < MAX_SOURCE_BYTES
    with pytest.raises(TextTooLong) as refusal:
        render_markdown(source)
    assert refusal.value.size > MAX_HTML_BYTES


def test_what_was_rendered_passes_the_gates_unchanged():
    for source, _ in GOLDEN.values():
        html = render_markdown(source, heading_ids=True)
        assert pass_gates(html) == html
