"""What measurement knows. One noun a file; written only by the verbs of recording, contact, issues and ledger."""

from deflection.models.append_only import AppendOnlyError
from deflection.models.assignment import Arm, Assignment
from deflection.models.contact import Contact
from deflection.models.contact_hours import ContactHours
from deflection.models.contact_import import ContactImport, ContactImportNote, ContactImportPart, ContactMap
from deflection.models.contact_issue import ContactIssue
from deflection.models.contact_message import ContactMessage, MessageSide
from deflection.models.contact_reading import ContactReading, DismissalReason, ReadingAction
from deflection.models.content_issue import ContentIssue
from deflection.models.correspondence import Correspondence, WaitingFor
from deflection.models.daily_count import NO_CONTENT, CountReason, DailyCount
from deflection.models.desk_token import DeskToken
from deflection.models.estimate import AssumptionSet, CreditEntry, EstimateRun, StratumSnapshot
from deflection.models.event import Event, content_reference
from deflection.models.folded import EpisodeState, FoldedEpisode, FoldedExposure, LeftOutEvent
from deflection.models.foreign_content import ForeignContent
from deflection.models.key_link import KeyLink
from deflection.models.kinds import (
    ActorClass,
    Consent,
    ContactChannel,
    ContactKind,
    ContactState,
    ContentKind,
    SolvedAnswer,
    SolvedQuestion,
)
from deflection.models.ledger import LedgerChange, LedgerDifference, LedgerLine, LedgerPosition
from deflection.models.measure_action import MeasureAction
from deflection.models.published_report import PublishedReport, ReportWithdrawal
from deflection.models.recurring_issue import RecurringIssue
from deflection.models.resolution import Resolution
from deflection.models.rows_erased import RowsErased
from deflection.models.rows_opened import RowsOpened
from deflection.models.source_coverage import SourceCoverage

__all__ = [
    "NO_CONTENT",
    "ActorClass",
    "AppendOnlyError",
    "Arm",
    "Assignment",
    "AssumptionSet",
    "Consent",
    "Contact",
    "ContactChannel",
    "ContactHours",
    "ContactImport",
    "ContactImportNote",
    "ContactImportPart",
    "ContactIssue",
    "ContactKind",
    "ContactMap",
    "ContactMessage",
    "ContactReading",
    "ContactState",
    "ContentIssue",
    "ContentKind",
    "Correspondence",
    "CountReason",
    "CreditEntry",
    "DailyCount",
    "DeskToken",
    "DismissalReason",
    "EpisodeState",
    "EstimateRun",
    "Event",
    "FoldedEpisode",
    "FoldedExposure",
    "ForeignContent",
    "KeyLink",
    "LedgerChange",
    "LedgerDifference",
    "LedgerLine",
    "LedgerPosition",
    "LeftOutEvent",
    "MeasureAction",
    "MessageSide",
    "ReadingAction",
    "PublishedReport",
    "RecurringIssue",
    "ReportWithdrawal",
    "Resolution",
    "RowsErased",
    "RowsOpened",
    "SolvedAnswer",
    "SolvedQuestion",
    "SourceCoverage",
    "StratumSnapshot",
    "WaitingFor",
    "content_reference",
]
