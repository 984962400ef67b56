"""The forms on the way from a foreign file to contacts."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deflection.contact.importing.columns import FIELDS, TIME_FORMATS, ColumnMap
from deflection.contact.importing.files import ENCODINGS
from deflection.contact.importing.fullness import Fullness
from deflection.contact.importing.guessing import guess_channel, guess_columns, guess_time_format
from deflection.contact.importing.sampling import Sample, Words
from deflection.models import ContactChannel, ContactKind, ContactMap, RecurringIssue

FIELD_NAMES = {
    "external_id": gettext_lazy("Id at the other desk (needed)"),
    "ts": gettext_lazy("When it arrived (needed)"),
    "channel": gettext_lazy("Channel"),
    "kind": gettext_lazy("Kind"),
    "issue": gettext_lazy("Recurring issue"),
    "person": gettext_lazy("Person (any id; becomes a key)"),
    "email": gettext_lazy("E-mail address (becomes a key)"),
    "agent_minutes": gettext_lazy("Minutes of work"),
    "reopened_of": gettext_lazy("Id of the contact that it reopens"),
    "subject": gettext_lazy("Subject"),
    "language": gettext_lazy("Language"),
}
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "iso8859-15": "ISO 8859-15",
    "utf-16": "UTF-16",
}
# Fields whose words are ours to name; the words of all others are taken as they are.
WORDED = ("channel", "kind", "issue", "language")


class SourceField(forms.SlugField):
    """The name under which the contacts of another desk are known."""

    def __init__(self, *, help_text: str) -> None:
        super().__init__(label=gettext_lazy("Name of the other desk"), max_length=40, help_text=help_text)

    def clean(self, value: object) -> str:
        name: str = super().clean(value)
        if name == "site":
            raise forms.ValidationError(_("“site” is the name of this site's own contacts; call the other desk something else."))
        return name


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV with a header line, or JSON Lines; at most 20 MB. It is deleted after the import, or after a day."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.jsonl,.ndjson"}),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[(name, ENCODING_NAMES[name]) for name in ENCODINGS],
        help_text=gettext_lazy("Older versions of Excel save CSV as Windows-1252."),
    )
    start_with = forms.ModelChoiceField(
        ContactMap.objects.all(),
        label=gettext_lazy("Begin with a saved map"),
        required=False,
        empty_label=gettext_lazy("None"),
    )


class ColumnsForm(forms.Form):
    """Which column is what. One choice for each column of the file; `column_fields` pairs them with examples."""

    source = SourceField(
        help_text=gettext_lazy(
            "Letters, digits and hyphens. The same name every month: contacts are known again by desk, channel and id."
        ),
    )
    fixed_channel = forms.ChoiceField(
        label=gettext_lazy("Channel of rows without one"),
        required=False,
        choices=[("", gettext_lazy("None: such rows are refused")), *ContactChannel.choices],
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone of times that have none"))
    time_format = forms.ChoiceField(label=gettext_lazy("Times are written like"), required=False, choices=TIME_FORMATS.items())

    def __init__(self, *args, sample: Sample, stored: ColumnMap, source: str, **options) -> None:
        super().__init__(*args, **options)
        self.sample = sample
        guessed = dict(stored.columns) or guess_columns(sample)
        zones = sorted(available_timezones())
        self.fields["zone"].choices = [(name, name.replace("_", " ")) for name in zones]
        self.initial |= {
            "source": source,
            "zone": stored.zone.key if stored.zone else settings.TIME_ZONE,
            "fixed_channel": stored.fixed.get("channel", ""),
            "time_format": stored.time_format or self._guessed_format(guessed),
        }
        choices = [("", _("Not used")), *((name, FIELD_NAMES[name]) for name in FIELDS)]
        for number, column in enumerate(sample.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=guessed.get(column, "")
            )
        self.missing = [column for column in stored.columns if column not in sample.columns]

    def _guessed_format(self, guessed: Mapping[str, str]) -> str:
        column = next((column for column, field in guessed.items() if field == "ts"), None)
        return guess_time_format(self.sample.words(column)) if column else ""

    @property
    def column_fields(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column's choice with its first three different values."""
        return [(self[f"column-{number}"], self.sample.words(column)[:3]) for number, column in enumerate(self.sample.columns)]

    def clean(self) -> dict:
        data = super().clean()
        taken: dict[str, str] = {}
        for number, column in enumerate(self.sample.columns):
            field = data.get(f"column-{number}")
            if field in taken:
                self.add_error(f"column-{number}", _("“%(other)s” is this already; choose one.") % {"other": taken[field]})
            elif field:
                taken[field] = column
        for needed in ("external_id", "ts"):
            if needed not in taken:
                self.add_error(None, _("Choose the column for: %(field)s.") % {"field": FIELD_NAMES[needed]})
        if "channel" not in taken and not data.get("fixed_channel"):
            self.add_error("fixed_channel", _("No column tells the channel: say here through which the contacts came."))
        self.columns = {column: field for field, column in taken.items()}
        return data

    def mapped(self, stored: ColumnMap) -> ColumnMap:
        """The map of this form; words that were mapped before stay."""
        data = self.cleaned_data
        return replace(
            stored,
            columns=self.columns,
            fixed={"channel": data["fixed_channel"]} if data["fixed_channel"] else {},
            zone=ZoneInfo(data["zone"]),
            time_format=data["time_format"],
        )


class WordsForm(forms.Form):
    """What the file's words for channel, kind, issue and language are here. One choice for each word that is not ours."""

    def __init__(self, *args, words: Iterable[Words], stored: ColumnMap, **options) -> None:
        super().__init__(*args, **options)
        self.groups: list[tuple[str, Words, list[tuple[str, int, str]]]] = []
        self._issues = dict(RecurringIssue.objects.filter(is_active=True).values_list("slug", "title"))
        for of_column in words:
            field = stored.columns[of_column.column]
            rows = []
            for number, (word, count) in enumerate(of_column.counted):
                if word in _own_words(field, self._issues):
                    continue
                name = f"{field}-{number}"
                self.fields[name] = self._choice(field, word, stored)
                rows.append((word, count, name))
            if rows or of_column.others:
                self.groups.append((field, of_column, rows))

    def _choice(self, field: str, word: str, stored: ColumnMap) -> forms.Field:
        before = stored.values.get((field, word))
        if field == "issue":
            guessed = slugify(word) if slugify(word) in self._issues else ""
            return forms.CharField(
                label=word,
                required=False,
                initial=guessed if before is None else before,
                widget=forms.TextInput(attrs={"list": "issue-names", "autocomplete": "off"}),
            )
        choices = {
            "channel": [("", _("Not ours: such rows are refused")), *ContactChannel.choices],
            "kind": [("", ContactKind.UNCLASSIFIED.label), *[one for one in ContactKind.choices if one[0] != "unclassified"]],
            "language": [("", _("Not known")), *settings.LANGUAGES],
        }[field]
        guessed = guess_channel(word) if field == "channel" else ""
        return forms.ChoiceField(label=word, required=False, choices=choices, initial=guessed if before is None else before)

    @property
    def bound_groups(self) -> list[tuple[str, Words, list[tuple[str, int, forms.BoundField]]]]:
        return [
            (FIELD_NAMES[field], words, [(word, count, self[name]) for word, count, name in rows])
            for field, words, rows in self.groups
        ]

    @property
    def issues(self) -> dict[str, str]:
        """Slug and title of the issues that a word may stand for."""
        return self._issues if any(field == "issue" for field, _words, _rows in self.groups) else {}

    def clean(self) -> dict:
        data = super().clean()
        for field, _words, rows in self.groups:
            for _word, _count, name in rows:
                if field == "issue" and data.get(name) and data[name] not in self._issues:
                    self.add_error(name, _("There is no such issue. Choose one of the list, or leave it empty."))
        return data

    def mapped(self, stored: ColumnMap) -> ColumnMap:
        values = {key: own for key, own in stored.values.items() if key[0] in stored.columns.values()}
        for field, _words, rows in self.groups:
            for word, _count, name in rows:
                own = self.cleaned_data[name]
                if own or field != "channel":
                    values[field, word] = own
                else:
                    values.pop((field, word), None)
        return replace(stored, values=values)


def _own_words(field: str, issues: Mapping[str, str]) -> Iterable[str]:
    return {
        "channel": ContactChannel.values,
        "kind": ContactKind.values,
        "language": [code for code, _name in settings.LANGUAGES],
        "issue": issues,
    }[field]


class CoverageForm(forms.Form):
    covered_from = forms.DateField(
        label=gettext_lazy("First day of which the file has every contact"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    covered_until = forms.DateField(
        label=gettext_lazy("Last day of which the file has every contact"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @classmethod
    def of(cls, full: Fullness | None) -> "CoverageForm":
        """Filled in with the days of the first and last full week; a person knows better."""
        return cls(initial={"covered_from": full.first, "covered_until": full.last} if full else {})

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("covered_from"), data.get("covered_until")
        if first and last and last < first:
            self.add_error("covered_until", _("The last day lies before the first."))
        if last and last > timezone.localdate():
            self.add_error("covered_until", _("This day has not come yet."))
        return data

    def moments(self) -> tuple[datetime, datetime]:
        """From the first day's midnight to the end of the last day, or to now when that is today."""
        first, last = self.cleaned_data["covered_from"], self.cleaned_data["covered_until"]
        zone = timezone.get_default_timezone()
        end = datetime.combine(last + timedelta(days=1), time.min, zone)
        return datetime.combine(first, time.min, zone), min(end, timezone.now())


class MapNameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the map"), max_length=80)
