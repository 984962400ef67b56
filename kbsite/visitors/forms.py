from django import forms
from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from kbsite.visitors.choosing import Decision


class DecisionForm(forms.Form):
    """One of the three buttons, and the page to return to."""

    decision = forms.ChoiceField(choices=[(one.value, one.value) for one in Decision])
    next = forms.CharField(required=False)

    def clean_decision(self) -> Decision:
        return Decision(self.cleaned_data["decision"])

    def clean_next(self) -> str:
        """Only a page of this site; anything else is dropped."""
        wanted = self.cleaned_data["next"]
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=settings.SESSION_COOKIE_SECURE)
        return wanted if is_ours else ""
