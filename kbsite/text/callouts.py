"""GitHub's alert quotes (`> [!NOTE]`) as callouts: a markdown-it rule, and the words for their labels.

The label is a word in the language of the text, not of the reader's menu: it is part of the stored text, so it
is there in e-mails, feeds, search and for screen readers, without a style sheet.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.text.allowed import CALLOUT_TONES

LABELS: Final = {
    "en": {"note": "Note", "tip": "Tip", "important": "Important", "caution": "Careful", "warning": "Warning"},
    "fi": {"note": "Huomaa", "tip": "Vinkki", "important": "Tärkeää", "caution": "Ole tarkkana", "warning": "Varoitus"},
    "sv": {"note": "Obs", "tip": "Tips", "important": "Viktigt", "caution": "Var försiktig", "warning": "Varning"},
}
_MARKER = re.compile(r"\[!(note|tip|important|caution|warning)\](?:[ \t]*\n|[ \t]+|$)", re.IGNORECASE)


def callouts_plugin(md: MarkdownIt) -> None:
    """Runs between the block and the inline pass, so that the marker never becomes a link."""
    md.core.ruler.after("block", "callouts", _mark_callouts)


def callout_class(tone: str) -> str:
    return f"callout callout-{tone} {CALLOUT_TONES[tone]}".rstrip()


def label_for(tone: str, language: str) -> str:
    return LABELS.get(language, LABELS["en"])[tone]


def _mark_callouts(state: StateCore) -> None:
    tokens = state.tokens
    language = str(state.env.get("language", "en"))
    result: list[Token] = []
    closing: list[bool] = []  # one entry per open quote: whether it became a callout
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "blockquote_open":
            match = _marker_at(tokens, index)
            closing.append(match is not None)
            if match:
                tone = match[1].lower()
                inline = tokens[index + 2]
                inline.content = inline.content[match.end() :]
                result.extend(_opening(token, tone, label_for(tone, language)))
                index += 1 if inline.content else 4  # an empty first paragraph goes with its marker
                continue
        elif token.type == "blockquote_close" and closing.pop():
            token.type, token.tag = "callout_close", "div"
            result.append(Token("callout_body_close", "div", -1))
        result.append(token)
        index += 1
    state.tokens = result


def _marker_at(tokens: list[Token], index: int) -> re.Match[str] | None:
    if index + 2 >= len(tokens) or tokens[index + 1].type != "paragraph_open":
        return None
    return _MARKER.match(tokens[index + 2].content)


def _opening(quote: Token, tone: str, label: str) -> list[Token]:
    quote.type, quote.tag = "callout_open", "div"
    quote.attrSet("class", callout_class(tone))
    quote.meta = {**quote.meta, "tone": tone}
    body = Token("callout_body_open", "div", 1, attrs={"class": "callout-body"})
    word = Token("text", "", 0, content=label)
    strong = [Token("strong_open", "strong", 1), word, Token("strong_close", "strong", -1)]
    # Content stays empty: the inline pass would otherwise parse it again.
    title = Token("callout_title", "", 0, children=strong)
    return [quote, body, Token("paragraph_open", "p", 1), title, Token("paragraph_close", "p", -1)]
