from django import forms
from django.utils.translation import gettext_lazy as _

from articles.audiences import STEP
from articles.models import SectionPage
from kbsite.text.languages import LANGUAGE_NAMES


class SectionChoice(forms.ModelChoiceField):
    def label_from_instance(self, section: SectionPage) -> str:
        """Sections of three languages may share a name; their place in the tree shows by dashes."""
        depth = len(section.path) // STEP - 3
        return f"{'– ' * depth}{section.title} ({section.locale.language_code})"


class UpkeepFilter(forms.Form):
    """What of the lists is wanted. Anything that is no choice is no filter."""

    section = SectionChoice(queryset=SectionPage.objects.none(), required=False, label=_("Subject"), empty_label=_("All"))
    language = forms.ChoiceField(choices=[("", _("All languages")), *LANGUAGE_NAMES.items()], required=False, label=_("Language"))
    mine = forms.BooleanField(required=False, label=_("Only mine"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = SectionPage.objects.filter(live=True).select_related("locale").order_by("path")
