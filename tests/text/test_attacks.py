import pytest

from kbsite.text.fragments import split_blocks
from kbsite.text.gates import _first_gate, _second_gate, pass_gates
from kbsite.text.markdown import render_markdown
from kbsite.text.sanitise import sanitise_html
from tests.text.attacks import handler_attacks, html_attacks, markdown_attacks, script_addresses, violations

MARKDOWN = sorted(set(markdown_attacks()))
HTML = sorted(set(html_attacks()))


def test_there_are_enough_attacks():
    assert len(MARKDOWN) > 1_500
    assert len(HTML) > 2_000


def test_the_detector_sees_the_attacks_when_nothing_stops_them():
    seen = [attack for attack in HTML if violations(attack)]
    assert len(seen) > 0.9 * len(HTML)
    assert all(violations(attack) for attack in handler_attacks())


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>y</p>",
        "<p style=x>y</p>",
        "<p id=x>y</p>",
        "<span class='k evil'>x</span>",
        "<div class=callout>x</div>",
        "<svg></svg>",
        "<h1>x</h1>",
        "<!-- x -->",
        "<img src=https://x.test/y.png>",
        "<img src=/media/../x.png>",
        "<a href=/x>y</a>",
        *(
            f'<a rel="nofollow ugc noopener" href="{address}">x</a>'
            for address in ("javascript:x", "//x.test", "x", "/\\x", "https:x", "\u200bhttps://x.test")
        ),
    ],
)
def test_the_detector_sees_each_kind_of_thing_that_may_not_be_there(html):
    assert violations(html)


def test_the_detector_accepts_what_we_make():
    source = (
        "# T\n\n[a](/x) https://x.test ![c](/media/c.png)\n\n> [!TIP]\n> y\n\n```py\ndef f(): 1\n```\n\n|a|\n|:-:|\n|1|\n\n3. z"
    )
    assert violations(render_markdown(source, heading_ids=True)) == []


@pytest.mark.parametrize(
    "render", [render_markdown, lambda text: render_markdown(text, heading_ids=True), sanitise_html, pass_gates]
)
@pytest.mark.parametrize("attacks", [MARKDOWN, HTML], ids=["markdown", "html"])
def test_no_attack_leaves_anything_that_may_not_be_there(render, attacks):
    through = {attack: found for attack in attacks if (found := violations(render(attack)))}
    assert through == {}


@pytest.mark.parametrize("attacks", [MARKDOWN, HTML], ids=["markdown", "html"])
def test_no_attack_changes_when_it_passes_again(attacks):
    assert [attack for attack in attacks if pass_gates(once := pass_gates(attack)) != once] == []
    assert [attack for attack in attacks if sanitise_html(once := sanitise_html(attack)) != once] == []


@pytest.mark.parametrize("gate", [_first_gate, _second_gate])
@pytest.mark.parametrize("address", [*script_addresses(), "/&sol;evil.test", "&#x2f;/evil.test", "/&bsol;evil.test"])
def test_each_gate_alone_stops_a_bad_address(gate, address):
    passed = gate(f'<a href="{address}">x</a>')
    assert [found for found in violations(passed) if found != "<a> without rel"] == []


def test_no_attack_passes_as_an_article():
    attacks = [*MARKDOWN[::3], *HTML[::3]]
    through = {attack: found for attack in attacks if (found := _violations_in_blocks(attack))}
    assert through == {}


def _violations_in_blocks(source):
    blocks = split_blocks(source, resolve_link=lambda address: address, resolve_image=lambda address: address)
    return [found for block in blocks for html in _html_of(block) for found in violations(html)]


def _html_of(block):
    match block.kind:
        case "steps":
            return block.items
        case "table":
            return [cell for row in (block.header, *block.rows) for cell in row]
        case "prose" | "callout" | "details":
            return [block.html]
        case "image":
            return [f'<img src="{block.src}">']
    return []
