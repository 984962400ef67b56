"""Markdown cut at its blank lines, code and what is indented kept whole."""

import re

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def blocks_of(markdown: str) -> list[str]:
    """The outermost blocks in order; joined by blank lines they say the same."""
    blocks: list[list[str]] = []
    fence = ""
    is_new = True
    for line in markdown.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            blocks[-1].append(line)
            if opening and opening[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
            continue
        if not line.strip():
            if blocks:
                blocks[-1].append("")
            is_new = True
            continue
        # After a blank line, what is indented still belongs to the list item above.
        if blocks and (not is_new or line.startswith("  ")):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        is_new = False
        if opening:
            fence = opening[1]
    return ["\n".join(block).strip("\n") for block in blocks]


def is_prose(block: str) -> bool:
    """A paragraph: no list, code, table, heading, quote or rule."""
    return not re.match(r"(?:[-*+] |\d+[.)] |`{3}|~{3}|\||#{1,6} |>|\*\*\*$| {4}|<details)", block)


def joined(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block.strip())
