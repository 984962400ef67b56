from kbsite.search.models.change import Change
from kbsite.search.models.curation_version import CurationVersion
from kbsite.search.models.document import Document
from kbsite.search.models.index_manifest import IndexManifest
from kbsite.search.models.promotion import Promotion
from kbsite.search.models.synonym import Synonym

__all__ = ["Change", "CurationVersion", "Document", "IndexManifest", "Promotion", "Synonym"]
