"""The lines between two "---" at the head of a Markdown file: YAML, as far as it is plain data.

Every value is the text that was written ("no" stays "no", 1.10 stays 1.10). Tags could make objects and aliases could make a
page of text out of three lines; neither belongs there, and both are refused.
"""

import re

import yaml

from articles.importing.rows import BadRow

MAX_BYTES = 16_000
MAX_DEPTH = 8
# The reader's time grows with the square of brackets that are not closed.
MAX_LISTS = 500
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """What is told about the text, with names in lower case, and the text. Raises BadRow."""
    opening = _OPENING.match(text)
    if opening is None:
        if text.startswith("+++\n"):
            raise BadRow("front matter in TOML is not read; write it in YAML, between lines of ---")
        return {}, text
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        raise BadRow("the front matter has no end: a second line of --- is missing")
    told = text[opening.end() : closing.start()]
    if len(told.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BadRow(f"the front matter is larger than {MAX_BYTES:,} bytes")
    if told.count("[") + told.count("{") > MAX_LISTS:
        raise BadRow(f"the front matter has more than {MAX_LISTS} lists")
    data = _plain_data(told)
    return {str(name).strip().lower(): value for name, value in data.items()}, text[closing.end() :].lstrip("\n")


def _plain_data(told: str) -> dict[object, object]:
    try:
        depth = 0
        for event in yaml.parse(told, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BadRow("the front matter refers to itself (& or *), which is not read")
            if getattr(event, "tag", None):
                raise BadRow(f"the front matter has a tag ({event.tag}), which is not read")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise BadRow(f"the front matter is nested more than {MAX_DEPTH} deep")
        data = yaml.BaseLoader(told).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, BadRow):
            raise
        problem = getattr(error, "problem", None) or error
        mark = getattr(error, "problem_mark", None)
        place = f" at line {mark.line + 2}" if mark else ""
        raise BadRow(f"the front matter is no YAML{place}: {problem}") from error
    if data in (None, ""):
        return {}
    if not isinstance(data, dict):
        raise BadRow("the front matter is no list of names and values")
    return data
