# ruff: noqa: E501 - building stones are read one on a line
"""What holds for every text, tried on generated ones."""

import os

import pytest
from bleach._vendor.html5lib import HTMLParser, getTreeWalker
from hypothesis import given, settings
from hypothesis import strategies as st

from kbsite.text.allowed import TAGS
from kbsite.text.fragments import split_blocks
from kbsite.text.gates import _first_gate, _second_gate, pass_gates
from kbsite.text.headings import outline
from kbsite.text.languages import LANGUAGES, detect_language
from kbsite.text.lemmas import compound_parts, lemmatise, tokens
from kbsite.text.links import MAX_URL_CHARS, safe_url
from kbsite.text.markdown import render_markdown
from kbsite.text.plain import excerpt, plain_text
from kbsite.text.sanitise import sanitise_html
from tests.text.attacks import MARKDOWN_FORMS, RUNNERS, WRAPPERS, script_addresses, violations

EXAMPLES = settings(max_examples=int(os.environ.get("TEXT_EXAMPLES", "200")), deadline=None)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)
PIECES = st.sampled_from(
    """# ## ### > - * ** _ ~~ ` ``` ~~~ [ ] ( ) ![ ]( < > </ <b> </b> <br> <details> </details> <summary> </summary> | |- |-|-| 1. 3)
    [!NOTE] [!warning] https://a.test http:// mailto:a@b.test //c.test /d #e :::image :::  [x]: & &amp; &nbsp; \\ å ö 漢""".split()
    + ["\n", "\n\n", "  ", "    ", "\t"]
)
MARKDOWN = st.lists(PIECES | WORDS, max_size=40).map("".join)

NAMES = st.sampled_from(
    sorted(TAGS)
    + "h1 b i u s center font dl dt dd figure section aside svg math style script title iframe form input xmp body".split()
)
ATTRIBUTES = st.sampled_from(
    """href=/x href=//y href=javascript:z href=https://a.test src=/media/a.png src=x alt=y title=z class=k class=lang-py class=emoji
    class=quote class=onebox class=title class=mention class=lightbox class=meta start=3 start=x align=right tabindex=0 onclick=x
    style=color:red id=h-a id=x""".split()
)
STARTS = st.builds(lambda name, attributes: f"<{' '.join([name, *attributes])}>", NAMES, st.lists(ATTRIBUTES, max_size=3))
ENDS = NAMES.map(lambda name: f"</{name}>")
HTML = st.lists(
    STARTS | STARTS | ENDS | WORDS | st.sampled_from(["\n", " ", "<!--", "-->", "&lt;", "&nbsp;", "<", ">", '"', "<p>", "</p>"]),
    max_size=30,
).map("".join)
ATTACKS = st.builds(
    lambda outer, inner, runner: outer.format(inner.format(runner)),
    st.sampled_from(WRAPPERS + MARKDOWN_FORMS),
    st.sampled_from(WRAPPERS + MARKDOWN_FORMS),
    st.sampled_from(RUNNERS),
)


@EXAMPLES
@given(MARKDOWN | HTML | ATTACKS)
def test_markdown_gives_only_what_is_allowed_and_passes_again_unchanged(source):
    html = render_markdown(source, heading_ids=True)
    assert violations(html) == []
    assert pass_gates(html) == html
    assert plain_text(html) == plain_text(pass_gates(html))


@EXAMPLES
@given(HTML | ATTACKS | MARKDOWN)
def test_foreign_html_gives_only_what_is_allowed_and_a_second_time_the_same(source):
    html = sanitise_html(source, base_url="https://f.test/t/1")
    assert violations(html) == []
    assert sanitise_html(html, base_url="https://f.test/t/1") == html


@EXAMPLES
@given(HTML | ATTACKS)
def test_the_gates_let_only_what_is_allowed_through_and_a_second_time_the_same(source):
    html = pass_gates(source)
    assert violations(html) == []
    assert pass_gates(html) == html


@EXAMPLES
@given(HTML | ATTACKS)
def test_both_gates_agree_on_what_we_make(source):
    made = sanitise_html(source)
    assert _tree(_first_gate(made)) == _tree(_second_gate(made)) == _tree(made)


@EXAMPLES
@given(MARKDOWN | HTML | ATTACKS)
def test_blocks_of_an_article_hold_only_what_is_allowed(source):
    for block in split_blocks(source):
        for html in [block.html] if hasattr(block, "html") else list(getattr(block, "items", ())):
            assert violations(html) == []


@EXAMPLES
@given(st.lists(WORDS.filter(str.strip), max_size=6))
def test_words_of_a_paragraph_are_kept(words):
    text = " ".join("".join(c for c in word if c.isalnum()) for word in words)
    assert plain_text(render_markdown(text)).split() == text.split()
    assert plain_text(sanitise_html(f"<p>{text}</p>")).split() == text.split()


@EXAMPLES
@given(st.lists(st.integers(1, 6), max_size=12), st.integers(2, 3))
def test_heading_levels_never_leave_a_gap(levels, top):
    found = [heading.level for heading in outline(render_markdown("\n\n".join(f"{'#' * n} x" for n in levels), top_heading=top))]
    assert len(found) == len(levels)
    assert found[:1] == [top][: len(levels)]
    assert all(top <= after <= before + 1 for before, after in zip(found, found[1:], strict=False))


@EXAMPLES
@given(
    st.sampled_from(list(script_addresses()))
    | st.text(max_size=60)
    | st.from_regex(r"(https?|mailto|ftp|//|/|#)[ -~]{0,30}", fullmatch=True)
)
def test_a_safe_address_is_its_own_safe_form(address):
    safe = safe_url(address)
    if safe is not None:
        assert safe_url(safe) == safe
        assert len(safe) <= MAX_URL_CHARS
        assert violations(f'<a rel="nofollow ugc noopener" href="{safe.replace("&", "&amp;")}">x</a>') == []


@EXAMPLES
@given(st.text(max_size=80), st.integers(1, 40))
def test_an_excerpt_is_never_too_long(text, max_chars):
    assert len(excerpt(text, max_chars)) <= max_chars


@EXAMPLES
@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_words_and_languages_are_found_in_any_text(text, language):
    assert all(word and word == word.lower() for word in tokens(text))
    assert len(lemmatise(text, language)) <= len(tokens(text))
    assert detect_language(text, fallback=language) in LANGUAGES
    assert all(len(compound_parts(word, language)) in (0, 2) for word in tokens(text))


def _tree(html):
    """What a browser would build, without `rel`, which the last gate adds."""
    tree = HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    steps = []
    for token in getTreeWalker("etree")(tree):
        data = token["data"] if isinstance(token.get("data"), str) else None
        if data is not None and steps and steps[-1][0] == "text":
            steps[-1] = ("text", steps[-1][1] + data)
        elif data is not None:
            steps.append(("text", data))
        else:
            attributes = {name: value for (_, name), value in (token.get("data") or {}).items() if name != "rel"}
            steps.append((token["type"], token.get("name"), attributes))
    return steps


def test_the_tree_comparison_sees_a_difference():
    assert _tree("<p>a</p>") == _tree("<p>a") != _tree("<p>b</p>")
    assert _tree('<a href="/x" rel="y">a</a>') == _tree('<a href="/x">a</a>') != _tree('<a href="/y">a</a>')


@pytest.mark.parametrize("prefix", ["/", "", "media/"])
def test_a_careless_media_setting_does_not_open_the_whole_site_to_pictures(settings, prefix):
    settings.MEDIA_URL = prefix
    assert "<img" not in render_markdown("![x](/accounts/logout/)")
