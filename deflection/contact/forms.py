"""What customers and the desk type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deflection.contact.form_tokens import FormToken, new_form_token, read_form_token
from deflection.models import ContactKind, DismissalReason, RecurringIssue, SolvedAnswer
from kbsite.catalog.models import Product

MAX_MESSAGE = 20_000  # characters: a long log fits, a book does not
SECONDS_TO_WRITE = 2  # nobody reads, writes and sends faster; programs do

# In the words of people who write to us; none of them has to be chosen.
KIND_CHOICES = [
    ("", _("I am not sure")),
    (ContactKind.PROBLEM, _("I cannot get something done")),
    (ContactKind.DISRUPTION, _("Something is broken")),
    (ContactKind.ORDER, _("I would like to order something")),
    (ContactKind.FEEDBACK, _("Feedback: thanks, complaint or idea")),
]


class TokenField(forms.CharField):
    """The signed token of the form; a missing or foreign one is replaced, so that nobody loses a message to it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> FormToken:
        return read_form_token(str(value or "")) or new_form_token()


class ContactForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write in a few words what it is about.")},
    )
    message = forms.CharField(
        label=_("Message"),
        max_length=MAX_MESSAGE,
        help_text=_("What were you doing, what happened, and what have you tried? Leave passwords out."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what we can help with.")},
    )
    # A text field in the browser: its own check of addresses stays silent for some screen readers.
    email = forms.EmailField(
        label=_("E-mail"),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off"}),
        error_messages={
            "required": _("Write the address that we may answer to."),
            "invalid": _("Write the whole address, such as name@example.org."),
        },
    )
    name = forms.CharField(
        label=_("Your name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    kind = forms.ChoiceField(label=_("What is it about?"), choices=KIND_CHOICES, required=False)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("I am not sure")
    )
    share_trail = forms.BooleanField(label=_("Tell the service desk what I looked at here before"), required=False, initial=True)
    came_from = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    form_token = TokenField()
    # A trap for programs that fill in everything; people do not see it.
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, is_signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_signed_in = is_signed_in
        self.fields["product"].queryset = Product.objects.filter(is_offered=True)

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or ContactKind.UNCLASSIFIED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        token = cleaned.get("form_token")
        too_fast = not self.is_signed_in and token is not None and token.age_seconds < SECONDS_TO_WRITE
        if cleaned.get("website") or too_fast:
            # Nothing is thrown away silently: a person whose browser filled in the trap sends once more.
            raise forms.ValidationError(_("We could not tell that a person sent this. Please send it once more."), code="program")
        return cleaned


class ReplyForm(forms.Form):
    """The customer writes more."""

    text = forms.CharField(
        label=_("Write more"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    form_token = TokenField()


class SolvedForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Do you consider this solved?"),
        choices=[
            (SolvedAnswer.YES, _("Yes, it is solved")),
            (SolvedAnswer.PARTLY, _("Partly")),
            (SolvedAnswer.NO, _("No. Please open it again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    comment = forms.CharField(
        label=_("Anything to add?"),
        max_length=MAX_MESSAGE,
        required=False,
        help_text=_("The service desk reads it with your contact."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """The desk's reply. Minutes are optional: a forced field produces rubbish."""

    text = forms.CharField(
        label=_("Reply"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 7, "class": "desk-reply"}),
        error_messages={"required": _("Write a reply first.")},
    )
    minutes = forms.DecimalField(
        label=_("Minutes of work"),
        required=False,
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    form_token = TokenField()


class ClassifyForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactKind.choices)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.all(), required=False, empty_label=_("Not chosen")
    )
    issues = forms.ModelMultipleChoiceField(
        label=_("Recurring needs"), queryset=RecurringIssue.objects.filter(is_active=True), required=False
    )


class DismissalForm(forms.Form):
    """Which suggestion, and why it does not help."""

    content = forms.CharField(max_length=60)
    reason = forms.ChoiceField(choices=DismissalReason.choices, required=False)
