"""Takes out of an answer what was said to one person: greetings, signatures, wishes, and quotations of what was asked.

Only whole lines and opening words at the edges of a text go; everything is told, so that a person can put it back. The word
lists are English, Finnish and Swedish together: people greet in one language and answer in another.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from articles.promoting.markdown_blocks import blocks_of, is_prose, joined
from articles.promoting.polite_words import CLOSING, GREETING, MAIL_QUOTE, SLASH_NAME, WISH

# A closing has at most so many lines after it: a name, a title, a company.
SIGNATURE_LINES = 4
SIGNATURE_LINE_CHARS = 60
# Share of a quotation's word runs that stand in the thread: below it, the quotation brings something of its own.
QUOTED_SHARE = 0.6
RUN_WORDS = 3


class LeftOutKind(StrEnum):
    GREETING = "greeting"
    SIGNATURE = "signature"
    WISH = "wish"
    QUOTATION = "quotation"


@dataclass(frozen=True)
class LeftOut:
    """Something that was taken out, as it stood; `is_first` tells at which end."""

    kind: LeftOutKind
    text: str
    is_first: bool


@dataclass(frozen=True)
class Tidied:
    text: str
    left_out: tuple[LeftOut, ...] = ()


_CALLOUT = re.compile(r">\s*\[!(?:NOTE|TIP|IMPORTANT|CAUTION|WARNING)\]", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def tidy(markdown: str, *, names: Collection[str] = (), thread: str = "") -> Tidied:
    """The text without what is only for one reader. `names` are those of the participants; `thread` the plain words of the
    other posts, by which a quotation is known. A text that is nothing else stays as it is."""
    blocks = blocks_of(markdown)
    left_out: list[LeftOut] = []
    blocks = _without_quotations(blocks, thread, left_out)
    blocks = _without_greeting(blocks, names, left_out)
    blocks = _without_end(blocks, names, left_out)
    text = joined(blocks)
    return Tidied(text, tuple(left_out)) if text else Tidied(markdown.strip())


def _without_quotations(blocks: list[str], thread: str, left_out: list[LeftOut]) -> list[str]:
    runs = _runs(thread)
    kept: list[str] = []
    for block in blocks:
        if block.startswith(">") and not _CALLOUT.match(block) and _is_repeated(block, runs):
            if kept and MAIL_QUOTE.match(kept[-1].split("\n")[-1]):
                block = f"{kept.pop()}\n\n{block}"
            left_out.append(LeftOut(LeftOutKind.QUOTATION, block, is_first=True))
        else:
            kept.append(block)
    return kept


def _is_repeated(quotation: str, runs: set[tuple[str, ...]]) -> bool:
    own = _runs(re.sub(r"^>+ ?", "", quotation, flags=re.MULTILINE))
    return bool(own) and len(own & runs) >= QUOTED_SHARE * len(own)


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of three words; of a shorter text the whole of it."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < RUN_WORDS:
        return {tuple(words)} if words else set()
    return {tuple(words[start : start + RUN_WORDS]) for start in range(len(words) - RUN_WORDS + 1)}


def _without_greeting(blocks: list[str], names: Collection[str], left_out: list[LeftOut]) -> list[str]:
    """The greeting of the first paragraph, with a name of the thread or alone."""
    if not blocks or not is_prose(blocks[0]):
        return blocks
    first = blocks[0]
    line, _, rest = first.partition("\n")
    match = GREETING.match(line) or _name_first(line, names)
    if match is None:
        return blocks
    left_out.append(LeftOut(LeftOutKind.GREETING, match[0].strip(" \\"), is_first=True))
    remaining = (line[match.end() :].strip(" \\") + "\n" + rest).strip()
    following = [remaining, *blocks[1:]] if remaining else blocks[1:]
    return [_capitalised(following[0]), *following[1:]] if following and is_prose(following[0]) else following


def _name_first(line: str, names: Collection[str]) -> "re.Match[str] | None":
    """ "Ana, …" or "@Ana: …" without a greeting word."""
    alternatives = "|".join(re.escape(name) for name in _all_names(names))
    return re.match(rf"@?(?:{alternatives})\s?[,:!–-]+\s+", line) if alternatives else None


def _without_end(blocks: list[str], names: Collection[str], left_out: list[LeftOut]) -> list[str]:
    """Signatures and wishes, from the end upwards for as long as there are any."""
    while blocks and is_prose(blocks[-1]):
        lines = [line.rstrip("\\ ") for line in blocks[-1].split("\n")]
        start = _signature_start(lines, names)
        if start is not None:
            left_out.append(LeftOut(LeftOutKind.SIGNATURE, "\n".join(lines[start:]), is_first=False))
            lines = lines[:start]
        else:
            sentences = _SENTENCE_END.split(lines[-1])
            if not (WISH.fullmatch(sentences[-1].strip()) or _is_closing(sentences[-1].strip(), names)):
                break
            left_out.append(LeftOut(LeftOutKind.WISH, sentences[-1].strip(), is_first=False))
            lines[-1] = " ".join(sentences[:-1])
        while lines and not lines[-1].strip():
            lines.pop()
        rest = _with_breaks(lines, blocks[-1])
        blocks = [*blocks[:-1], rest] if rest else blocks[:-1]
    return blocks


def _with_breaks(lines: list[str], before: str) -> str:
    """The remaining lines with the hard breaks that they had, but none at the end."""
    had = before.split("\n")
    kept = [had[place] if place + 1 < len(lines) else line for place, line in enumerate(lines)]
    return "\n".join(kept).strip()


def _signature_start(lines: list[str], names: Collection[str]) -> int | None:
    """Where a signature begins: "-- ", a closing formula, a line that is only a participant's name."""
    for start in range(max(0, len(lines) - SIGNATURE_LINES), len(lines)):
        tail = lines[start + 1 :]
        if len(tail) >= SIGNATURE_LINES or any(len(line) > SIGNATURE_LINE_CHARS for line in tail):
            continue
        line = lines[start].strip().strip("*_\\ ")
        if re.fullmatch(r"[-–—]{2,3}", line) or _is_closing(line, names):
            return start
        is_last = not any(one.strip() for one in tail)
        if is_last and (SLASH_NAME.fullmatch(line) or line.strip(" -–—,.!").lower() in _lower(names)):
            return start
    return None


def _is_closing(line: str, names: Collection[str]) -> bool:
    match = CLOSING.fullmatch(line)
    if match is None:
        return False
    name = (match["name"] or "").strip(" ,.!").lower()
    # "Thanks Ana" closes; "Thanks everything works" says something. A capital or a known name decides.
    return not name or name in _lower(names) or (match["name"] or "").strip()[:1].isupper()


def _all_names(names: Collection[str]) -> list[str]:
    """Whole names and their first words, the longest first."""
    parts = {part for name in names for part in (name, name.split()[0] if name.split() else "") if len(part) > 1}
    return sorted(parts, key=len, reverse=True)


def _lower(names: Collection[str]) -> set[str]:
    return {name.lower() for name in _all_names(names)}


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
