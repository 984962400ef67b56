"""A request that reached people, as measurement knows it. Its words live in ContactMessage, with their own retention."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deflection.models.kinds import ContactChannel, ContactKind, ContactState, ContentKind


class Contact(models.Model):
    """Facts only: when, where, what kind, about which issues. A reopened or merged contact is the same contact."""

    # Told to people ("LK-7F3K2"): short enough to say on the phone, not guessable from the one before.
    reference = models.CharField(_("reference"), max_length=16, unique=True)
    ts = models.DateTimeField(_("arrived at"))
    channel = models.CharField(_("channel"), max_length=16, choices=ContactChannel, default=ContactChannel.FORM)
    # Never filled in by default with a guess: unclassified is shown apart.
    kind = models.CharField(_("kind"), max_length=16, choices=ContactKind, default=ContactKind.UNCLASSIFIED)
    state = models.CharField(_("state"), max_length=8, choices=ContactState, default=ContactState.OPEN)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts", verbose_name=_("product")
    )
    issues = models.ManyToManyField(
        "deflection.RecurringIssue", through="deflection.ContactIssue", related_name="contacts", blank=True
    )
    # A problem that a disruption caused keeps its kind and is reported with the disruption.
    caused_by_disruption = models.ForeignKey(
        "deflection.RecurringIssue",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"kind": ContactKind.DISRUPTION},
        related_name="caused_contacts",
        verbose_name=_("caused by disruption"),
    )
    # Whose contact it is on the desk's side. Measurement uses the keys below and never this column.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts")
    # Link keys, strongest first: account or consent, address, visit. Empty when that link does not exist or is refused.
    person_key = models.CharField(max_length=32, blank=True)
    email_key = models.CharField(max_length=32, blank=True)
    visit_key = models.CharField(max_length=32, blank=True)
    # Which page the person came from, when the form was opened from one.
    came_from_kind = models.CharField(max_length=8, choices=ContentKind, blank=True)
    came_from_uuid = models.UUIDField(null=True, blank=True)
    # Only ever read as a site-wide mean per kind; never per agent.
    agent_minutes = models.DecimalField(_("minutes of work"), max_digits=6, decimal_places=1, null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reopened_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reopenings")
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    # "site" for contacts made here; the name of the desk or file for imported ones, with that desk's own id.
    source = models.CharField(max_length=40, default="site")
    external_id = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-ts", "-id"]
        default_permissions = ()
        permissions = [
            ("answer_contacts", _("May read and answer contacts")),
            ("import_contacts", _("May take in contacts of other desks")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "channel", "external_id"],
                condition=~Q(external_id=""),
                name="deflection_contact_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(agent_minutes__isnull=True) | Q(agent_minutes__gte=0), name="deflection_contact_minutes_not_negative"
            ),
            models.CheckConstraint(
                condition=(Q(came_from_kind="", came_from_uuid__isnull=True))
                | (~Q(came_from_kind="") & Q(came_from_uuid__isnull=False)),
                name="deflection_contact_origin_is_whole_or_absent",
            ),
        ]
        indexes = [
            # Contacts of a period: the report and the fold.
            models.Index(fields=["ts"], name="deflection_contact_ts"),
            # The desk's list: what waits, oldest first. Closed contacts are most rows and never in it.
            models.Index(fields=["state", "ts"], condition=~Q(state="closed"), name="deflection_contact_waiting"),
            # "My contacts" of a signed-in person, newest first.
            models.Index(fields=["user", "-ts"], condition=Q(user__isnull=False), name="deflection_contact_of_user"),
            # Linking a contact to what was read before it.
            models.Index(fields=["person_key", "ts"], condition=~Q(person_key=""), name="deflection_contact_person"),
            models.Index(fields=["email_key", "ts"], condition=~Q(email_key=""), name="deflection_contact_email"),
            models.Index(fields=["visit_key", "ts"], condition=~Q(visit_key=""), name="deflection_contact_visit"),
        ]

    def __str__(self) -> str:
        return self.reference
