"""A file of contacts that somebody brings in the admin: what was checked and taken in. The file stays for a day at most."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactMap(models.Model):
    """How one desk's file becomes ours, under a name, for next month's file."""

    name = models.CharField(_("name of the map"), max_length=80, unique=True)
    source = models.CharField(_("other desk"), max_length=40)
    # columns, values, fixed, zone, time_format: as in importing/mapping.py.
    mapping = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("map of a file")
        verbose_name_plural = _("maps of files")
        ordering = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ContactImport(models.Model):
    """One uploaded file and what became of it. Counts stay; the file, and what its lines say, go."""

    class State(models.TextChoices):
        MAPPING = "mapping", pgettext_lazy("state of an import", "Not mapped yet")
        CHECKING = "checking", pgettext_lazy("state of an import", "Being checked")
        CHECKED = "checked", pgettext_lazy("state of an import", "Checked, not imported")
        IMPORTING = "importing", pgettext_lazy("state of an import", "Being imported")
        DONE = "done", pgettext_lazy("state of an import", "Imported")
        FAILED = "failed", pgettext_lazy("state of an import", "Stopped by an error")
        DISCARDED = "discarded", pgettext_lazy("state of an import", "File deleted, nothing imported")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        JSON_LINES = "jsonl", "JSON Lines"

    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    # Renewed by each act of a person; the file goes a day after the last one.
    touched_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    file_format = models.CharField(max_length=5, choices=Format)
    lines = models.PositiveIntegerField()
    source = models.CharField(_("other desk"), max_length=40, blank=True)
    mapping = models.JSONField(default=dict)
    # The file is here: parts of it wait to be read.
    has_file = models.BooleanField(default=True)
    # Of the running or last pass through the file; stored in the transaction of each batch.
    lines_done = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    first_ts = models.DateTimeField(null=True, blank=True)
    last_ts = models.DateTimeField(null=True, blank=True)
    channels = models.JSONField(default=list)
    # Contacts by the Monday of their week: where a file thins out, it ends.
    weeks = models.JSONField(default=dict)
    # Told by the person: within this time the file has every contact of its channels.
    covered_from = models.DateTimeField(null=True, blank=True)
    covered_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import of contacts")
        verbose_name_plural = _("imports of contacts")
        ordering = ["-made_at", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(covered_from__isnull=True, covered_until__isnull=True)
                | Q(covered_until__gt=models.F("covered_from")),
                name="deflection_import_coverage_is_whole",
            )
        ]
        indexes = [
            # What the worker looks for every second: almost always nothing.
            models.Index(fields=["state"], condition=Q(state__in=["checking", "importing"]), name="deflection_import_waiting"),
            # Files whose day is over.
            models.Index(fields=["touched_at"], condition=Q(has_file=True), name="deflection_import_with_file"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.IMPORTING)


class ContactImportPart(models.Model):
    """A piece of the file, as UTF-8. In the database, because the worker may run on another machine than the web server."""

    contact_import = models.ForeignKey(ContactImport, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["contact_import", "number"], name="deflection_import_part_once")]

    def __str__(self) -> str:
        return f"{self.contact_import_id}/{self.number}"


class ContactImportNote(models.Model):
    """Why a line was refused, or what it tells otherwise than is known. Goes with the file: it repeats words of it."""

    contact_import = models.ForeignKey(ContactImport, on_delete=models.CASCADE, related_name="notes")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    is_refused = models.BooleanField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["contact_import", "line"], name="deflection_import_note_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
