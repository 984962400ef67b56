"""Is this a robot? Only the class of the user agent is ever kept, never its text."""

import re
from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

# The shared list (MIT data), one pattern for all: matching takes well under a millisecond, and results are remembered.
_KNOWN = re.compile("|".join(entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA))
# Own rules: what calls itself a robot, a library or a monitor without being in the list yet.
_OWN = re.compile(
    r"bot\b|crawl|spider|slurp|scrape|headless|phantomjs|lighthouse|pingdom|uptime|monitor|preview|validator"
    r"|^(curl|wget|python|java|go-http|okhttp|libwww|axios|node|ruby|perl|php)\b",
    re.IGNORECASE,
)
# Cubot is a maker of phones: its name must not make a robot of its owners.
_PHONES = re.compile(r"\bcubot\b", re.IGNORECASE)
# Every browser that people use names one of these.
_BROWSERS = ("Mozilla/", "Opera/")


@lru_cache(maxsize=4096)
def is_robot(user_agent: str) -> bool:
    """Whether a user agent is no person's browser. An empty one is a robot."""
    name = _PHONES.sub("", user_agent)
    return not name.startswith(_BROWSERS) or bool(_OWN.search(name)) or bool(_KNOWN.search(name))
