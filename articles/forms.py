"""The editor's form of an article, beyond what its panels say, and the reader's vote."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.permissions import page_permission_policy

from articles.models.article_flag import CHOSEN_BY_PEOPLE
from articles.models.article_vote import REASONS_OF, Answer, ArticleVote


def people_who_work_here() -> QuerySet:
    return (
        get_user_model()
        .objects.filter(is_active=True, groups__permissions__codename="work_here")
        .distinct()
        .order_by("display_name")
    )


def people_who_may_publish() -> QuerySet:
    """Whoever approves the last step of a workflow publishes with it, and Wagtail asks for that right."""
    return page_permission_policy.users_with_permission("publish").filter(is_active=True).order_by("display_name")


class ArticlePageForm(WagtailAdminPageForm):
    """Owners are people who work here, reviewers those who may publish; imported text cannot be written by hand."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "owner" in self.fields:
            self.fields["owner"].queryset = people_who_work_here()
        if "reviewer" in self.fields:
            self.fields["reviewer"].queryset = people_who_may_publish()
        # What was there before this request; the form writes to the same instance.
        self._imported_before = {child.id for child in self.instance.body if child.block_type == "html"}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        body = cleaned.get("body")
        if body is not None:
            imported = {child.id for child in body if child.block_type == "html"}
            if imported - self._imported_before:
                self.add_error(
                    "body", ValidationError(_("Imported text can be changed and removed here, not added. Use a text block."))
                )
        return cleaned


class FlagForm(forms.Form):
    """What a reader says is wrong with an article."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=[(one.value, one.label) for one in CHOSEN_BY_PEOPLE], widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Where, and what should stand there?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea"}),
        help_text=_("Please leave out names and numbers."),
    )


class TellMeForm(forms.Form):
    """An address for one mail."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input"}),
        help_text=_("For one mail about this page. Then the address is erased; after half a year in any case."),
    )

    @staticmethod
    def initial_for(user) -> dict[str, str]:
        return {"email": user.email} if user.is_authenticated and user.email else {}


class MarkFixForm(forms.Form):
    """Which version is the fix, and what it fixes."""

    revision = forms.IntegerField(min_value=1)
    note = forms.CharField(max_length=300, required=False)


class VoteForm(forms.Form):
    """The answer, and in a second step why. Everything but the answer is optional."""

    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    reasons = forms.MultipleChoiceField(label=_("What was it?"), choices=[], required=False, widget=forms.CheckboxSelectMultiple)
    comment = forms.CharField(
        label=_("Anything to add"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "textarea"}),
        help_text=_("For the person who looks after this page; nobody answers from here. Please leave out names and numbers."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        answer = (self.data.get("answer") if self.is_bound else self.initial.get("answer")) or ""
        reasons = REASONS_OF.get(Answer(answer), ()) if answer in Answer.values else ()
        self.fields["reasons"].choices = [(reason.value, reason.label) for reason in reasons]
        if answer == Answer.YES:
            self.fields["reasons"].label = _("What helped?")

    @classmethod
    def following(cls, vote: ArticleVote | None) -> "VoteForm | None":
        """The second step after a yes or a no that has no reason yet; None when there is nothing left to ask."""
        if vote is None or vote.answer == Answer.LOOKING or vote.comment or vote.has_reasons:
            return None
        return cls(initial={"answer": vote.answer}, auto_id="vote-%s")
