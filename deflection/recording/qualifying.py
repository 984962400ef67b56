"""When a page counts as read (docs/events.md: qualified_read)."""

LEAST_SECONDS = 8.0  # below that nobody has read a solution
WORDS_PER_SECOND = 4.0  # a quick reader, about 240 words a minute
LEAST_SHARE_OF_WORDS = 0.15  # a searcher reads the part that matters
LEAST_SCROLL = 0.60


def is_qualified_read(*, dwell_s: float, scroll: float, words: int) -> bool:
    """Visible long enough for its length, or scrolled deep in at least eight seconds."""
    if dwell_s < LEAST_SECONDS:
        return False
    return dwell_s >= LEAST_SHARE_OF_WORDS * words / WORDS_PER_SECOND or scroll >= LEAST_SCROLL
