from django import forms
from django.utils.translation import gettext_lazy as _

from deflection.ledger.assumptions import ASSUMPTIONS
from deflection.reporting.assumptions import source_of, title_of, unit_name
from deflection.reporting.register import measures


class AssumptionsForm(forms.Form):
    """All assumptions that an owner may enter; an empty price means that no figure in EUR appears."""

    reason = forms.CharField(label=_("Why"), max_length=300, help_text=_("Stands beside the new set for good."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        fields = {}
        for one in ASSUMPTIONS:
            fields[one.name] = forms.FloatField(
                label=f"{title_of(one.name)} ({unit_name(one.unit)})",
                help_text=source_of(one.name),
                # What is shipped with a value must keep one: hours are computed with it.
                required=one.shipped is not None,
                min_value=one.least,
                max_value=one.most,
            )
        self.fields = fields | self.fields

    def entered(self) -> dict[str, float | None]:
        return {one.name: self.cleaned_data[one.name] for one in ASSUMPTIONS}


class ActionForm(forms.Form):
    measure = forms.ChoiceField(label=_("Measure"), choices=lambda: [(one.name, one.title) for one in measures()])
    note = forms.CharField(label=_("What was done because of it"), max_length=300)


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What readers should know of this month: a disruption, a new product, a channel that is missing."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in front of the report for good."),
    )
