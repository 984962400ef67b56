"""Episodes as rows: what the episode rules made of the events so far. Derived; only the fold writes them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deflection.models.assignment import Arm
from deflection.models.event import content_reference
from deflection.models.kinds import ContentKind


class EpisodeState(models.TextChoices):
    OPEN = "open", _("Something may still be added")
    PENDING = "pending", _("The look-ahead still runs")
    CONTACTED = "contacted", _("Contacted")
    SOLVED_SAID = "solved_said", _("Said solved")
    UNSOLVED_SAID = "unsolved_said", _("Said not solved")
    BROWSING_SAID = "browsing_said", _("Said only looking")
    SILENT = "silent", _("Said nothing")


class FoldedEpisode(models.Model):
    """One follower's pursuit of one need (deflection.ledger.facts.Episode)."""

    key = models.CharField(max_length=24, primary_key=True)
    # "p:" or "v:" and the pseudonymous key. Emptied once nothing can be joined to the episode any more.
    follower = models.CharField(max_length=40, blank=True)
    is_identified = models.BooleanField()
    need = models.CharField(max_length=60)
    issue = models.ForeignKey("deflection.RecurringIssue", on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    first_ts = models.DateTimeField()
    last_exposure_ts = models.DateTimeField()
    window_ends = models.DateTimeField()
    closes_at = models.DateTimeField()
    visits = models.PositiveIntegerField()
    opened_form = models.BooleanField()
    form_at = models.DateTimeField(null=True)
    opened_suggestion = models.BooleanField()
    answer = models.CharField(max_length=8, blank=True)
    # Of the question put at random, and what the same person said of contacting otherwise.
    prompt_answer = models.CharField(max_length=8, blank=True)
    would_have_contacted = models.BooleanField()
    arm = models.CharField(max_length=8, choices=Arm, default=Arm.OFFERED)
    # A number, not a key: an erased contact leaves the episode ended.
    contact_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=16, choices=EpisodeState)
    # When time alone changes the state; empty once it has matured.
    due_at = models.DateTimeField(null=True)
    event_ids = models.JSONField(default=list)
    # Of everything above but the state: an unchanged episode is not written again.
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        indexes = [
            # Episodes of a period by state: the report.
            models.Index(fields=["first_ts", "state"], name="deflection_episode_period"),
            # All episodes of the people that new events belong to: the fold.
            models.Index(fields=["follower"], condition=~Q(follower=""), name="deflection_episode_follower"),
            # Which episodes time has changed: maturing. Matured ones, most rows, are not in it.
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="deflection_episode_due"),
            # Which episode a changed contact had ended.
            models.Index(fields=["contact_id"], condition=Q(contact_id__isnull=False), name="deflection_episode_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.first_ts:%Y-%m-%d} {self.state}"


class FoldedExposure(models.Model):
    """One content within an episode. `left_out` tells why it was not really read; empty: it was."""

    episode = models.ForeignKey(FoldedEpisode, on_delete=models.CASCADE, related_name="exposures")
    place = models.PositiveIntegerField()  # in reading order, from 0
    content_kind = models.CharField(max_length=8, choices=ContentKind)
    content_uuid = models.UUIDField()
    first_ts = models.DateTimeField()
    last_ts = models.DateTimeField()
    dwell_s = models.FloatField()
    scroll = models.FloatField()
    answer = models.CharField(max_length=8, blank=True)
    left_out = models.CharField(max_length=16, blank=True)
    event_ids = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["episode", "place"], name="deflection_exposure_place_once")]
        indexes = [
            # One content's episodes: its line of the report and the rows behind it.
            models.Index(fields=["content_uuid", "episode"], name="deflection_exposure_content"),
        ]

    def __str__(self) -> str:
        return f"{self.content} {self.first_ts:%Y-%m-%d}"

    @property
    def content(self) -> str:
        return content_reference(self.content_kind, self.content_uuid)


class LeftOutEvent(models.Model):
    """An event of a followed person that is part of no read: a bounce, a script. Other reasons stand in the event itself."""

    event_id = models.BigIntegerField(primary_key=True)
    ts = models.DateTimeField()
    reason = models.CharField(max_length=16)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["ts", "reason"], name="deflection_left_out_period")]

    def __str__(self) -> str:
        return self.reason
