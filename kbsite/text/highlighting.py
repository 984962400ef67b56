"""Code as HTML: escaped, and coloured through class names when its language is one that we know to be quick."""

from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType

from kbsite.text.allowed import HIGHLIGHT_CLASSES

# Only these lexers run on strangers' text.
_KNOWN = """bash batch c cpp csharp css diff go html http ini java javascript json kotlin lua php powershell python ruby rust sql
    swift toml typescript vb.net xml yaml"""
# What people write after ```; the misspellings are from real articles.
_OTHER_NAMES = """azurecli=bash sh=bash shell=bash bat=batch cmd=batch c++=cpp c#=csharp cs=csharp htm=html js=javascript
    ts=typescript azurepowershell=powershell poweshell=powershell powersehll=powershell powrshell=powershell ps=powershell
    ps1=powershell pwsh=powershell py=python rb=ruby reg=ini vb=vb.net vba=vb.net vbs=vb.net vbscript=vb.net xsl=xml yml=yaml"""
LEXERS: Final[dict[str, str]] = {
    **{name: name for name in _KNOWN.split()},
    **dict(pair.split("=") for pair in _OTHER_NAMES.split()),
}
# Colouring is a pleasure, not content: longer code is shown plain, which bounds time and the size of the result.
MAX_COLOURED_CHARS: Final = 16_000


def language_name(written: str) -> str:
    """The one name of a code language: lower case, first word, without site-specific tails; "" when there is none."""
    words = written.replace("{", " ").replace(",", " ").split()
    name = words[0].lower() if words else ""
    for prefix in ("language-", "lang-"):
        name = name.removeprefix(prefix)
    name = name.removesuffix("-interactive").strip(".")
    if name in ("auto", "none", "nohighlight", "plain", "plaintext", "text", "txt"):
        return ""
    name = LEXERS.get(name, name)
    return name if name.isascii() and 0 < len(name) <= 30 and all(c.isalnum() or c in "+#.-" for c in name) else ""


def highlight_code(code: str, language: str) -> str:
    """Escaped HTML for the inside of a `<code>` element; spans with class names when `language` is known."""
    lexer = _lexer(language) if len(code) <= MAX_COLOURED_CHARS else None
    if lexer is None:
        return escape(code, quote=False)
    parts: list[str] = []
    for name, run in groupby(lexer.get_tokens(code), key=lambda token: _class_name(token[0])):
        shown = escape("".join(text for _, text in run), quote=False)
        parts.append(f'<span class="{name}">{shown}</span>' if name in HIGHLIGHT_CLASSES and not shown.isspace() else shown)
    return "".join(parts)


def code_block(code: str, language: str, *, coloured: bool = True) -> str:
    """A whole code block. `tabindex` lets keyboard users scroll a wide one."""
    name = language_name(language)
    attribute = f' class="language-{escape(name)}"' if name else ""
    shown = highlight_code(code, name if coloured else "")
    return f'<div class="code"><pre tabindex="0"><code{attribute}>{shown}</code></pre></div>\n'


@lru_cache(maxsize=64)
def _lexer(name: str) -> Lexer | None:
    known = name in LEXERS.values()
    return get_lexer_by_name(name, stripnl=False, ensurenl=False) if known else None


def _class_name(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")
