"""The screen's form. What was masked and left out travels in it, so that every step can be taken back without a script."""

import json
from dataclasses import asdict

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.permissions import page_permission_policy

from articles.forms import people_who_may_publish
from articles.models import SectionPage
from articles.personal_data import PersonalDataKind
from articles.promoting.covering import Covered, Texts
from articles.promoting.proposing import TITLE_CHARS, ArticleText, Proposal
from articles.promoting.tidying import LeftOut, LeftOutKind
from kbsite.accounts.models import User

# Each part may be as long as a post.
PART_CHARS = 40_000
WORDS = ("title", "summary", "issue", "environment", "resolution", "cause", "tags")


def _area(rows: int) -> forms.Textarea:
    # The look gives every text area room for a letter; these that hold a line or two stay small.
    return forms.Textarea(attrs={"rows": rows} | ({"class": "textarea-short"} if rows <= 3 else {}))


class SectionField(forms.ModelChoiceField):
    def label_from_instance(self, section: SectionPage) -> str:
        return "– " * (section.depth - SectionPage.TOP_DEPTH) + section.title


class WriteUpForm(forms.Form):
    """`is_update`: the words go into an article that has a title and a place already."""

    title = forms.CharField(
        label=_("The issue, as a customer would say it"),
        max_length=TITLE_CHARS,
        widget=_area(2),
        error_messages={"required": _("Write the issue in a few words.")},
    )
    summary = forms.CharField(
        label=_("In short"), required=False, max_length=500, widget=_area(2), help_text=_("The answer in a sentence or two.")
    )
    issue = forms.CharField(
        label=_("Symptoms"), required=False, max_length=PART_CHARS, widget=_area(7), help_text=_("What the customer sees.")
    )
    environment = forms.CharField(
        label=_("Environment"),
        required=False,
        max_length=PART_CHARS,
        widget=_area(3),
        help_text=_("Products, versions and systems that it happens with."),
    )
    resolution = forms.CharField(
        label=_("Resolution"),
        max_length=PART_CHARS,
        widget=_area(12),
        help_text=_("What to do, step by step."),
        error_messages={"required": _("Without a resolution it is no article yet.")},
    )
    cause = forms.CharField(
        label=_("Cause"), required=False, max_length=PART_CHARS, widget=_area(3), help_text=_("Why it happens, when it is known.")
    )
    tags = forms.CharField(label=_("Tags"), required=False, max_length=250, help_text=_("Words with commas between them."))
    section = SectionField(
        label=pgettext_lazy("articles", "Subject"), queryset=SectionPage.objects.none(), empty_label=_("Choose one")
    )
    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Whoever of the editors comes first"),
        help_text=_("Who is asked when you send it to review."),
    )
    asks_for_credit = forms.BooleanField(required=False, initial=True)
    keeps_personal_data = forms.BooleanField(label=_("Keep what is left: it gives nobody away"), required=False)
    covered = forms.CharField(required=False, widget=forms.HiddenInput)
    left_out = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, sections: QuerySet[SectionPage], is_update: bool, credit_label: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["reviewer"].queryset = people_who_may_publish()
        self.fields["asks_for_credit"].label = credit_label
        if not credit_label:
            del self.fields["asks_for_credit"]
        if is_update:
            for name in ("title", "summary", "tags", "section"):
                del self.fields[name]

    def article_text(self, *, title: str = "") -> ArticleText:
        data = self.cleaned_data
        return ArticleText(
            title=" ".join((data.get("title") or title).split()),
            summary=" ".join(data.get("summary", "").split()),
            issue=data["issue"],
            environment=data["environment"],
            resolution=data["resolution"],
            cause=data["cause"],
            tags=tuple(tag.strip() for tag in data.get("tags", "").split(",") if tag.strip()),
        )

    def words(self) -> Texts:
        """What stands in the fields now, checked or not."""
        return {name: str(self[name].value() or "") for name in WORDS if name in self.fields}


def sections_for(user: User, language: str) -> QuerySet[SectionPage]:
    """Where this person may add an article in the language; anywhere, when there is nothing in it yet."""
    allowed = SectionPage.objects.filter(
        pk__in=page_permission_policy.instances_user_has_permission_for(user, "add").values("pk")
    ).order_by("path")
    own = allowed.filter(locale__language_code=language)
    return own if own.exists() else allowed


def first_words(proposal: Proposal) -> dict[str, str]:
    text = asdict(proposal.text) | {"tags": ", ".join(proposal.text.tags)}
    return text | {"left_out": left_out_as_text([(part, one) for part, one in proposal.left_out]), "covered": "[]"}


def covered_as_text(covered: list[Covered]) -> str:
    return json.dumps([[one.kind, one.original, one.placeholder] for one in covered])


def covered_from_text(text: str) -> list[Covered]:
    return [
        Covered(PersonalDataKind(kind), original, placeholder)
        for kind, original, placeholder in _rows(text, 3)
        if kind in PersonalDataKind.values and original and placeholder
    ]


def left_out_as_text(left_out: list[tuple[str, LeftOut]]) -> str:
    return json.dumps([[part, one.kind, one.text, "first" if one.is_first else "last"] for part, one in left_out])


def left_out_from_text(text: str) -> list[tuple[str, LeftOut]]:
    return [
        (part, LeftOut(LeftOutKind(kind), words, is_first=end == "first"))
        for part, kind, words, end in _rows(text, 4)
        if part in ("issue", "resolution") and kind in list(LeftOutKind)
    ]


def _rows(text: str, width: int) -> list[list[str]]:
    """Rows of strings; what a browser sends instead of them is nothing."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row)]
