"""Where index files live and when they may be opened.

Promises: no file is opened before its checksum was compared with the manifest in the database; a reader never sees half a
commit; a kill at any moment leaves the last published state readable; one writer at a time.
"""

from kbsite.search.store.errors import IndexDamaged, IndexUnavailable, IndexWriterBusy
from kbsite.search.store.index_store import Build, Commit, IndexStore, Snapshot

__all__ = ["Build", "Commit", "IndexDamaged", "IndexStore", "IndexUnavailable", "IndexWriterBusy", "Snapshot"]
