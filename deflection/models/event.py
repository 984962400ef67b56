"""One thing that somebody did, as it was seen. Append-only: a row is never changed, only erased with its retention."""

import uuid

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import ActorClass, Consent, ContentKind


class Event(models.Model):
    """Types and payload fields are closed: deflection.recording.catalogue, told in docs/events.md.

    `person_key` and `visit_key` are pseudonyms that die with their key epoch; empty means that nobody may be followed.
    No address, no user agent and no database id of a person is ever stored here.
    """

    ts = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    person_key = models.CharField(max_length=32, blank=True)
    visit_key = models.CharField(max_length=32, blank=True)
    type = models.CharField(_("type"), max_length=32)
    content_kind = models.CharField(max_length=8, choices=ContentKind, blank=True)
    content_uuid = models.UUIDField(null=True, blank=True)
    # Votes and reads belong to a revision: an edit starts afresh.
    content_revision = models.PositiveBigIntegerField(null=True, blank=True)
    # PROTECT: an issue with a history is set inactive, not deleted.
    issue = models.ForeignKey("deflection.RecurringIssue", on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    language = models.CharField(max_length=5, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    actor_class = models.CharField(max_length=8, choices=ActorClass, default=ActorClass.PERSON)
    consent = models.CharField(max_length=8, choices=Consent, default=Consent.NONE)
    # "site" for what this site saw itself; the name of the feed for imported rows, which have an external id.
    source = models.CharField(max_length=40, default="site")
    external_id = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ()  # nobody edits events, not even in an admin
        permissions = [
            ("view_report", _("May read the report")),
            ("explain_rows", _("May open the rows behind a figure")),
            ("publish_report", _("May publish and withdraw reports")),
            ("change_assumptions", _("May change assumptions and note actions on measures")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="deflection_event_imported_once"
            ),
            models.CheckConstraint(
                condition=Q(content_kind="", content_uuid__isnull=True) | (~Q(content_kind="") & Q(content_uuid__isnull=False)),
                name="deflection_event_content_is_whole_or_absent",
            ),
        ]
        indexes = [
            # A period of the report and the fold of new rows. Rows arrive in time order, so BRIN stays a few pages on
            # PostgreSQL; SQLite makes an ordinary index of it.
            BrinIndex(fields=["ts"], name="deflection_event_ts"),
            # One person's or one visit's events in order: linking a late contact. Most rows have no person, so partial.
            models.Index(fields=["person_key", "ts"], condition=~Q(person_key=""), name="deflection_event_person"),
            models.Index(fields=["visit_key", "ts"], condition=~Q(visit_key=""), name="deflection_event_visit"),
            # "What did readers of this content do": explain and the editor's panel.
            models.Index(fields=["content_uuid", "ts"], condition=Q(content_uuid__isnull=False), name="deflection_event_content"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.ts:%Y-%m-%d %H:%M}"

    @property
    def content(self) -> str:
        """`article:<uuid>`, `topic:<uuid>` or an empty string."""
        return content_reference(self.content_kind, self.content_uuid)


def content_reference(kind: str, key: uuid.UUID | None) -> str:
    return f"{kind}:{key}" if kind and key else ""
