"""A writer without a script looks for something to answer with: nothing is sent, the page comes again with the text as it is."""

from collections.abc import Sequence

from django.http import HttpRequest

from forum.forms import MAX_POST_CHARS


def is_looking(request: HttpRequest) -> bool:
    return "find" in request.POST or "insert" in request.POST


def words_so_far(request: HttpRequest, names: Sequence[str] = ("source",)) -> dict[str, str]:
    """The fields as they were sent, the text with what was chosen below it."""
    words = {name: request.POST.get(name, "") for name in names}
    chosen = request.POST.get("insert", "").strip()
    if chosen:
        words["source"] = f"{words['source'].rstrip()}\n\n{chosen}\n".lstrip()[:MAX_POST_CHARS]
    return words


def looked_for(request: HttpRequest) -> str:
    """What the picker is to search for; nothing once something was chosen. Some databases refuse text with a zero character."""
    return "" if "insert" in request.POST else request.POST.get("words", "")[:200].replace("\x00", " ").strip()
