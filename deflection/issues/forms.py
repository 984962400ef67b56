from django import forms
from django.utils.translation import gettext_lazy as _

from deflection.models import ContactKind, RecurringIssue


class IssueForm(forms.ModelForm):
    """A new issue; its address is made of the title."""

    class Meta:
        model = RecurringIssue
        fields = ["title", "kind", "parent"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = RecurringIssue.objects.filter(is_active=True)
        self.fields["parent"].empty_label = _("nothing larger")


class KindForm(forms.Form):
    """Which tab of the list."""

    kind = forms.ChoiceField(choices=ContactKind.choices, required=False)


class LinkForm(forms.Form):
    """A content found by the search beside it."""

    content = forms.CharField(max_length=220)
