"""Where the fold stands, what waits for it, and the lines that it posts."""

from django.db import models
from django.db.models import Q

from deflection.models.append_only import AppendOnly
from deflection.models.assignment import Arm
from deflection.models.folded import EpisodeState
from deflection.models.kinds import ContentKind


class LedgerPosition(models.Model):
    """One row: up to which event and contact everything is folded. Moves in the transaction that writes the episodes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    event_id = models.BigIntegerField(default=0)
    contact_id = models.BigIntegerField(default=0)
    folded_at = models.DateTimeField(null=True)
    checked_day = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(id=1), name="deflection_ledger_has_one_position")]

    def __str__(self) -> str:
        return f"event {self.event_id}, contact {self.contact_id}"


class LedgerChange(models.Model):
    """Something that the fold had already read has changed: a contact, what a content is about, where an issue belongs."""

    contact_id = models.BigIntegerField(null=True)
    issue_id = models.BigIntegerField(null=True)
    content_kind = models.CharField(max_length=8, choices=ContentKind, blank=True)
    content_uuid = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)  # of a content: reads before it are not concerned

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(contact_id__isnull=False, issue_id__isnull=True, content_uuid__isnull=True)
                    | Q(contact_id__isnull=True, issue_id__isnull=False, content_uuid__isnull=True)
                    | Q(contact_id__isnull=True, issue_id__isnull=True, content_uuid__isnull=False, since__isnull=False)
                ),
                name="deflection_change_is_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"contact {self.contact_id} issue {self.issue_id} content {self.content_uuid}"


class LedgerLine(AppendOnly):
    """An episode has matured (+1), or is no longer what was posted (-1, `reverses` names the line)."""

    episode_key = models.CharField(max_length=24)
    posted_at = models.DateTimeField()
    day = models.DateField()  # of the episode's first read, in the site's zone
    need = models.CharField(max_length=60)
    language = models.CharField(max_length=5, blank=True)
    is_identified = models.BooleanField()
    is_at_form = models.BooleanField()
    arm = models.CharField(max_length=8, choices=Arm)
    state = models.CharField(max_length=16, choices=EpisodeState)
    amount = models.SmallIntegerField()
    # DO_NOTHING: the database holds the reference; only the whole ledger is ever removed.
    reverses = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="reversed_by")

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=1, reverses__isnull=True) | Q(amount=-1, reverses__isnull=False),
                name="deflection_line_adds_or_reverses_one",
            )
        ]
        indexes = [
            # The line in force of an episode, and its history.
            models.Index(fields=["episode_key"], name="deflection_line_episode"),
            # Sums per day: the nightly comparison.
            models.Index(fields=["day"], name="deflection_line_day"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+} {self.state} {self.day}"


class LedgerDifference(models.Model):
    """A day whose ledger is not what its raw rows say. Somebody must look; the row stays until it is marked as settled."""

    day = models.DateField()
    found_at = models.DateTimeField()
    missing = models.JSONField(default=list)  # keys of episodes that the raw rows make and the ledger lacks
    unexpected = models.JSONField(default=list)  # keys that the ledger has and the raw rows do not make
    changed = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-found_at"]

    def __str__(self) -> str:
        return f"{self.day}: {len(self.missing)} missing, {len(self.unexpected)} unexpected, {len(self.changed)} changed"
