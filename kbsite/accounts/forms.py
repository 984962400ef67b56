from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SignupNameForm(forms.Form):
    """What sign-up asks besides address and password: the name that others will see."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Shown beside what you write in the community."),
    )
    field_order = ["display_name", "email", "password1"]

    def signup(self, request, user) -> None:
        user.display_name = self.cleaned_data["display_name"]
        user.language = get_language() or "en"
        user.save(update_fields=["display_name", "language"])
