class IndexUnavailable(Exception):
    """There is no index to read now: never built, of another shape, or moved aside. Search answers from the database."""


class IndexDamaged(IndexUnavailable):
    """Files are missing, changed or foreign. Nothing of them may be opened; the index is rebuilt elsewhere."""


class IndexWriterBusy(Exception):
    """Another process is writing. The change rows stay where they are, so there is nothing to rescue."""


class IndexNeverBuilt(IndexUnavailable):
    """A new site: nothing is wrong, there is just nothing yet."""


class IndexOvertaken(IndexUnavailable):
    """Another writer published while this one worked: its commit does not hold what the other wrote, so it does not count."""
