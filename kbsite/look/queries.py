"""Links to the same page with another filter, order or page."""

from django.http import QueryDict


def changed_query(query: QueryDict, **changes: object) -> str:
    """The query string with some parameters changed (None or "" takes one out); the page number starts anew. No "?"."""
    changed = query.copy()
    if "page" not in changes:
        changed.pop("page", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value not in (None, ""):
            changed[name] = str(value)
    return changed.urlencode()
