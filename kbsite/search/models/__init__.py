from kbsite.search.models.change import Change
from kbsite.search.models.co_read import CoRead
from kbsite.search.models.curation_version import CurationVersion
from kbsite.search.models.document import Document
from kbsite.search.models.index_manifest import IndexManifest
from kbsite.search.models.logged_search import LoggedSearch
from kbsite.search.models.popular_search import PopularSearch
from kbsite.search.models.promotion import Promotion
from kbsite.search.models.put_aside import PutAside
from kbsite.search.models.synonym import Synonym

__all__ = [
    "Change",
    "CoRead",
    "CurationVersion",
    "Document",
    "IndexManifest",
    "LoggedSearch",
    "PopularSearch",
    "Promotion",
    "PutAside",
    "Synonym",
]
