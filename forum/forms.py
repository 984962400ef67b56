"""The forms of the forum. Limits of length are told before sending (maxlength) and checked again here."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.models import Board, Topic
from forum.posting import MAX_TAGS
from forum.texts import MAX_POST_BYTES
from kbsite.catalog.models import Product

# Characters a browser lets through. Bytes decide (an "ä" has two), so the server may still refuse a text below this.
MAX_POST_CHARS = 40_000


class PostTextarea(forms.Textarea):
    def __init__(self, rows: int = 8) -> None:
        super().__init__(attrs={"class": "textarea", "rows": rows, "maxlength": MAX_POST_CHARS})


class ReplyForm(forms.Form):
    source = forms.CharField(
        label=_("Your reply"),
        widget=PostTextarea(),
        error_messages={"required": _("Write a text first.")},
    )

    def clean_source(self) -> str:
        return checked_source(self.cleaned_data["source"])


class TagsField(forms.CharField):
    """Words with commas between them."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Tags"),
            required=False,
            max_length=250,
            help_text=_("At most five words with commas between them, such as “vpn, hotel”."),
            widget=forms.TextInput(attrs={"class": "input"}),
        )

    def clean(self, value: str) -> list[str]:
        tags = [tag.strip() for tag in super().clean(value).split(",") if tag.strip()]
        if len(tags) > MAX_TAGS:
            raise ValidationError(_("At most five tags."))
        if any(len(tag) > 40 for tag in tags):
            raise ValidationError(_("A tag has at most 40 characters."))
        return tags


class AskForm(forms.Form):
    title = forms.CharField(
        label=_("What is your question, in one sentence?"),
        help_text=_("Say what you were doing and what happened."),
        max_length=Topic.TITLE_CHARS,
        widget=forms.Textarea(attrs={"class": "textarea textarea-title", "rows": 2, "maxlength": Topic.TITLE_CHARS}),
        error_messages={"required": _("Write your question in one sentence.")},
    )
    source = forms.CharField(
        label=_("Details"),
        help_text=_("What did you do, what did you see, what have you tried? Add the exact words of a message and the version."),
        widget=PostTextarea(rows=10),
        error_messages={"required": _("Say a little more: what did you do, and what did you see?")},
    )
    board = forms.ModelChoiceField(
        label=_("Board"), queryset=Board.objects.none(), required=False, empty_label=_("I do not know")
    )
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("None of these")
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    tags = TagsField()

    def __init__(self, *args, boards: Sequence[Board], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.filter(pk__in=[board.pk for board in boards])
        self.fields["product"].queryset = Product.objects.filter(is_offered=True)
        self.fields["language"].choices = [("", _("As I write it")), *settings.LANGUAGES]
        for name in ("board", "product", "language"):
            self.fields[name].widget.attrs["class"] = "select"

    def clean_source(self) -> str:
        return checked_source(self.cleaned_data["source"])


class EditForm(forms.Form):
    """A reply's text; `for_question` adds title and tags."""

    title = forms.CharField(label=_("Title"), max_length=Topic.TITLE_CHARS, widget=forms.TextInput(attrs={"class": "input"}))
    source = forms.CharField(label=_("Text"), widget=PostTextarea(rows=12), error_messages={"required": _("Write a text first.")})
    tags = TagsField()

    def __init__(self, *args, for_question: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not for_question:
            del self.fields["title"], self.fields["tags"]

    def clean_source(self) -> str:
        return checked_source(self.cleaned_data["source"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("One sentence that others can read."),
        max_length=250,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class DoubtForm(forms.Form):
    comment = forms.CharField(
        label=_("What happened when you tried it?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 3}),
    )


def checked_source(source: str) -> str:
    if len(source.encode()) > MAX_POST_BYTES:
        raise ValidationError(_("This is too long for one post. Shorten it, or put a long log into an attachment of a contact."))
    return source
