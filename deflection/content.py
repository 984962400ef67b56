"""References to content: `article:<uuid>` (one for all languages) and `topic:<uuid>`."""

import uuid
from dataclasses import dataclass

from deflection.models import ContentKind

# Feeds name content as they like; the same name always gives the same key, so that a second import finds it again.
FOREIGN_NAMES = uuid.UUID("5f0c8d0e-6c0b-4c55-9a3e-2f6b7a1d9e10")


@dataclass(frozen=True)
class ContentReference:
    kind: str
    key: uuid.UUID
    foreign_name: str = ""  # only for content of an imported feed that is no uuid of this site

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


def parse_content(text: str) -> ContentReference:
    """Raises ValueError with a sentence for anything that is not a kind, a colon and an id."""
    kind, colon, name = text.partition(":")
    if not colon or not name or kind not in ContentKind.values:
        raise ValueError(f"content must be article:<id> or topic:<id>, not {text!r}")
    if len(name) > 200:
        raise ValueError("the id of the content is longer than 200 characters")
    try:
        return ContentReference(kind, uuid.UUID(name))
    except ValueError:
        return ContentReference(kind, uuid.uuid5(FOREIGN_NAMES, text), foreign_name=name)
