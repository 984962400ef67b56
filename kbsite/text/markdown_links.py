"""Links as Markdown, for texts that people go on writing."""


def markdown_link(title: str, url: str) -> str:
    """A link whose title cannot break out of its brackets."""
    escaped = "".join("\\" + character if character in "\\[]" else character for character in title)
    return f"[{escaped}](<{url}>)" if " " in url or "(" in url else f"[{escaped}]({url})"
