"""Search's part in the one worker process."""

from kbsite.jobs import register_job
from kbsite.search.engine.choosing import engine
from kbsite.search.indexing import drain
from kbsite.search.learning.co_reading import renew_co_reads
from kbsite.search.learning.popular import renew_popular_searches
from kbsite.search.learning.retention import erase_old_searches


def register() -> None:
    # A change is found about three seconds later: one for this tick, one for a commit, one for the readers' refresh.
    register_job("search-index", every_seconds=1.0, run=drain)
    register_job("search-index-of-models", every_seconds=2.0, run=lambda: engine().drain_models())
    register_job("search-log-retention", every_seconds=3600.0, run=erase_old_searches)
    register_job("popular-searches", every_seconds=3600.0, run=renew_popular_searches)
    register_job("read-together", every_seconds=6 * 3600.0, run=renew_co_reads)
