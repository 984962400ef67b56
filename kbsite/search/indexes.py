"""The text index of `search.Document`. (The index of Wagtail's own models is `kbsite.search.whoosh_backend`'s.)"""

from kbsite.search.analysis import ANALYSIS_VERSION
from kbsite.search.schema import FILTERS, TEXT_ZONES, make_schema
from kbsite.search.store import IndexStore
from kbsite.search.store.counted_writer import CountedWordsWriter

# Changes when index_fields() puts something else under the same names.
_LAYOUT_VERSION = "2"

documents_index = IndexStore(
    name="documents",
    make_schema=make_schema,
    version=" ".join([_LAYOUT_VERSION, ANALYSIS_VERSION, *TEXT_ZONES, *FILTERS]),
    writer_class=CountedWordsWriter,
)
