"""Estimates and what they were made of. All of it is written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from deflection.models.append_only import AppendOnly
from deflection.models.assignment import Arm
from deflection.models.kinds import ContentKind


class AssumptionSet(AppendOnly):
    """All assumptions at one time. A new set never edits an old one, so an old figure keeps its own."""

    values = models.JSONField()
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason}"


class EstimateRun(AppendOnly):
    """One estimate of one period. The same input hash, seed and code give the same output hash."""

    first_day = models.DateField()
    after_day = models.DateField()  # the first day that is no longer part of it
    assumptions = models.ForeignKey(AssumptionSet, on_delete=models.PROTECT, related_name="runs")
    code_version = models.CharField(max_length=40)
    event_watermark = models.BigIntegerField()
    seed = models.BigIntegerField()
    input_hash = models.CharField(max_length=64)
    output_hash = models.CharField(max_length=64)
    result = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(after_day__gt=models.F("first_day")), name="deflection_run_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.first_day} to {self.after_day}"


class StratumSnapshot(AppendOnly):
    """The counts that a run was computed from; they outlive the raw events."""

    run = models.ForeignKey(EstimateRun, on_delete=models.PROTECT, related_name="strata")
    stage = models.CharField(max_length=32)
    arm = models.CharField(max_length=8, choices=Arm)
    need = models.CharField(max_length=60)
    language = models.CharField(max_length=5, blank=True)
    episodes = models.PositiveIntegerField()
    yes = models.PositiveIntegerField()
    no = models.PositiveIntegerField()
    browsing = models.PositiveIntegerField()
    contacts_of_no = models.FloatField()
    contacts = models.FloatField()
    contacts_squared = models.FloatField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["run", "stage", "arm", "need", "language"], name="deflection_stratum_once_a_run")
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.language} {self.stage}"


class CreditEntry(AppendOnly):
    """A share of a run's total. Names its content by reference: a deleted content keeps its lines."""

    run = models.ForeignKey(EstimateRun, on_delete=models.PROTECT, related_name="credits")
    stage = models.CharField(max_length=32)
    tier = models.CharField(max_length=12, blank=True)
    episode_key = models.CharField(max_length=24, blank=True)  # empty: what no single episode may carry
    content_kind = models.CharField(max_length=8, choices=ContentKind, blank=True)
    content_uuid = models.UUIDField(null=True)
    need = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, blank=True)
    micro_credits = models.BigIntegerField()
    # DO_NOTHING: the database holds the reference; only the whole ledger is ever removed.
    reverses = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="reversed_by")
    posted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            # One content's credit of a run, and its drill-down.
            models.Index(fields=["run", "content_uuid"], name="deflection_credit_content"),
            # All lines of an episode that has turned out otherwise.
            models.Index(fields=["episode_key"], condition=~Q(episode_key=""), name="deflection_credit_episode"),
        ]

    def __str__(self) -> str:
        return f"{self.micro_credits} {self.tier}"
