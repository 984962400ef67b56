"""Takes out of what readers write whatever tells who they are or lets somebody in, before it is stored."""

import re

from articles.personal_data import find_personal_data


def mask_personal_data(text: str) -> str:
    """The text with a word in square brackets for each piece, saying what stood there.

    Nobody looks at it before it is stored, so a mark too many is better than a number too many.
    """
    # The longest first: an address must not be torn by a name inside it.
    for piece in sorted(find_personal_data(text), key=lambda one: -len(one.text)):
        text = re.sub(rf"(?<![\w]){re.escape(piece.text)}(?![\w])", lambda _match, kind=piece.kind: f"[{kind.label}]", text)
    return text
