"""Threads from elsewhere: one JSON object a line, idempotent on (source, id), resumable after a kill at any point."""

from forum.importing.loading import Outcome, import_topics
from forum.importing.records import BadRecord

__all__ = ["BadRecord", "Outcome", "import_topics"]
