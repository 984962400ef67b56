"""What this room refuses."""


class TextTooLong(ValueError):
    """The text, or the HTML that it would become, is over a limit. `unit` says of what: "bytes" (UTF-8) or "tags"."""

    def __init__(self, *, size: int, limit: int, unit: str) -> None:
        self.size = size
        self.limit = limit
        self.unit = unit
        super().__init__(f"{size:,} {unit}; at most {limit:,} are accepted")


def check_size(text: str, *, limit_bytes: int) -> None:
    """Raises `TextTooLong` when `text` in UTF-8 is longer than `limit_bytes`."""
    size = len(text.encode("utf-8", "replace"))
    if size > limit_bytes:
        raise TextTooLong(size=size, limit=limit_bytes, unit="bytes")


def check_tags(html: str, *, limit_tags: int) -> None:
    """Raises `TextTooLong` when `html` opens or closes more than `limit_tags` elements: deep trees cost every parser n²."""
    size = html.count("<")
    if size > limit_tags:
        raise TextTooLong(size=size, limit=limit_tags, unit="tags")
