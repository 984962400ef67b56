# ruff: noqa: E501 - expected HTML is compared by eye, on one line
import pytest

from kbsite.text.sanitise import MAX_IMPORTED_BYTES, MAX_IMPORTED_TAGS, sanitise_html

REL = 'rel="nofollow ugc noopener"'
PAGE = "https://forum.example/t/27"

GOLDEN = {
    "headings start below the post's own": ("<h1>A</h1><h3>B</h3><h2>C</h2>", "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>"),
    "an empty heading is left out and does not count": ("<h2> </h2><h3><a></a></h3><h4>A</h4>", "<h3>A</h3>"),
    "old tags get their meaning": (
        "<p><b>a</b> <i>b</i> <strike>c</strike> <tt>d</tt></p>",
        "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>",
    ),
    "an emoji picture becomes its name": (
        '<p>Ok <img class="emoji" src="https://cdn/wink.png" alt=":wink:"></p>',
        "<p>Ok :wink:</p>",
    ),
    "a picture becomes a link": (
        '<img src="/uploads/a.png" alt="Error">',
        f'<p><a href="https://forum.example/uploads/a.png" {REL}>Error</a></p>',
    ),
    "a picture without words too": (
        '<p><img src="https://i.test/a.png"></p>',
        f'<p><a href="https://i.test/a.png" {REL}>a.png</a></p>',
    ),
    "a picture without address leaves its words": ('<p><img alt="Error 5"></p>', "<p>Error 5</p>"),
    "a relative link is followed from its page": (
        '<p><a href="../u/1">x</a></p>',
        f'<p><a href="https://forum.example/u/1" {REL}>x</a></p>',
    ),
    "a link without words gets its address": (
        '<p><a href="https://x.test/a/b"></a></p>',
        f'<p><a href="https://x.test/a/b" {REL}>b</a></p>',
    ),
    "a mention of a stranger is only a name": ('<p><a class="mention" href="/u/bo">@bo</a></p>', "<p>@bo</p>"),
    "bare words get a paragraph": ("one<div>two</div><br>three", "<p>one</p>\n<p>two</p>\n<p><br>three</p>"),
    "code without a language": (
        '<pre><code class="lang-auto">\na &lt; b\n</code></pre>',
        '<div class="code"><pre tabindex="0"><code>a &lt; b\n</code></pre></div>',
    ),
    "code with one": (
        '<pre class="lang-sh"><code>ls</code></pre>',
        '<div class="code"><pre tabindex="0"><code class="language-bash">ls</code></pre></div>',
    ),
    "a quote box becomes one quote": (
        '<aside class="quote"><div class="title"><div class="quote-controls">x</div><img class="avatar" src="/a.png">bo:</div>'
        "<blockquote><p>said</p></blockquote></aside>",
        "<blockquote><p>bo:</p>\n<p>said</p>\n</blockquote>",
    ),
    "a preview box keeps its words and loses its icons": (
        '<aside class="onebox"><header class="source"><img class="site-icon" src="/i.png"><a href="https://q.test">q.test</a></header>'
        '<article class="onebox-body"><h3><a href="https://q.test/1">Title</a></h3><p>Words</p></article></aside>',
        f'<blockquote><p><a href="https://q.test" {REL}>q.test</a></p>\n<p><strong><a href="https://q.test/1" {REL}>Title</a></strong></p>\n'
        "<p>Words</p>\n</blockquote>",
    ),
    "a light box is one link": (
        '<div class="lightbox-wrapper"><a class="lightbox" href="//cdn.test/z.png"><img src="//cdn.test/s.png">'
        '<div class="meta"><svg><use href="#x"/></svg><span class="filename">z</span></div></a></div>',
        f'<p><a href="https://cdn.test/z.png" {REL}>z.png</a></p>',
    ),
    "a video is a link": (
        '<div class="lazyYT" data-youtube-id="abc-1" data-youtube-title="My &lt;film&gt;"></div>',
        f'<p><a href="https://www.youtube.com/watch?v=abc-1" {REL}>My &lt;film&gt;</a></p>',
    ),
    "a frame is a link": (
        '<iframe src="https://v.test/e/9"><b>x</b></iframe>',
        f'<p><a href="https://v.test/e/9" {REL}>9</a></p>',
    ),
    "scripts and drawings go with their content": (
        "<p>a<script>b</script><svg><text>c</text></svg>d</p><style>e</style>",
        "<p>ad</p>",
    ),
    "a table keeps its cells": (
        '<table><tr><th align="right">a<td><p>b</table>',
        '<div class="scroll" tabindex="0"><table><tbody><tr><th align="right">a</th><td><p>b</p>\n</td></tr>\n</tbody>\n</table></div>',
    ),
    "a definition list is a list": ("<dl><dt>t<dd>d</dl>", "<ul><li><strong>t</strong></li>\n<li>d</li>\n</ul>"),
    "folded parts stay folded": (
        "<details><summary>s</summary>t</details>",
        "<details><summary>s</summary>\n<p>t</p>\n</details>",
    ),
    "marks around blocks end before them": ("<p><b>a<p>b</b></p>", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>"),
}


@pytest.mark.parametrize(("html", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_foreign_html_becomes_the_agreed_html(html, expected):
    assert sanitise_html(html, base_url=PAGE).strip() == expected


@pytest.mark.parametrize("html", [html for html, _ in GOLDEN.values()], ids=GOLDEN)
def test_a_second_pass_changes_nothing(html):
    once = sanitise_html(html, base_url=PAGE)
    assert sanitise_html(once, base_url=PAGE) == once


def test_without_a_page_relative_links_lose_the_link_and_paths_of_this_site_stay():
    assert sanitise_html('<a href="x">a</a> <a href="/y">b</a>').strip() == f'<p>a <a href="/y" {REL}>b</a></p>'


def test_our_own_pictures_stay_pictures():
    assert sanitise_html('<img src="/media/a.png" alt="A" onerror="x">').strip() == '<p><img src="/media/a.png" alt="A"></p>'


def test_headings_can_start_at_h2_for_articles():
    assert sanitise_html("<h1>A</h1><h2>B</h2>", top_heading=2).strip() == "<h2>A</h2>\n<h3>B</h3>"


def test_a_body_over_the_limits_is_refused():
    with pytest.raises(ValueError, match="200,001 bytes; at most 200,000"):
        sanitise_html("x" * (MAX_IMPORTED_BYTES + 1))
    with pytest.raises(ValueError, match="10,001 tags; at most 10,000"):
        sanitise_html("<b>" * (MAX_IMPORTED_TAGS + 1))
