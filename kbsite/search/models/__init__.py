from kbsite.search.models.change import Change
from kbsite.search.models.document import Document
from kbsite.search.models.index_manifest import IndexManifest

__all__ = ["Change", "Document", "IndexManifest"]
