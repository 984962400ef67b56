"""Who runs what when tests run in parallel: a file stays in one process, and all browser journeys share one.

pytest-xdist has `--dist loadgroup` for that, but 3.8 writes its groups where pytest 9.2 no longer reads them, silently: every
costly fixture, the running site among them, was then made in each process.
"""

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/flows/"


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]
