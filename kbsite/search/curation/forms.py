"""What editors fill in, refused with a sentence that says what is wrong and where."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from kbsite.accounts.audience import audiences_for
from kbsite.search.curation.choosing import ResultChooserWidget
from kbsite.search.curation.keeping import save_promotion, save_synonym
from kbsite.search.curation.wording import MOST_PHRASES, MOST_WORDS, bases_of, phrases_of
from kbsite.search.models import Document, Promotion, Synonym
from kbsite.search.visibility import visible_keys
from kbsite.text.languages import LANGUAGES


def checked_phrases(text: str, language: str) -> list[str]:
    """The phrases of a list, each short enough to be looked for; raises ValidationError with a sentence otherwise."""
    phrases = phrases_of(text)
    if not phrases:
        raise ValidationError(_("Write at least one word."))
    if len(phrases) > MOST_PHRASES:
        raise ValidationError(_("At most %(number)d entries; make a second list for the rest.") % {"number": MOST_PHRASES})
    for phrase in phrases:
        words = bases_of(phrase, language or LANGUAGES[0])
        if not words:
            raise ValidationError(_("“%(phrase)s” holds no word that can be searched for.") % {"phrase": phrase})
        if len(words) > MOST_WORDS:
            raise ValidationError(
                _("“%(phrase)s” has more than %(number)d words; separate entries with commas.")
                % {"phrase": phrase, "number": MOST_WORDS}
            )
    return phrases


class SynonymForm(WagtailAdminModelForm):
    class Meta:
        model = Synonym
        fields = ["words", "also", "direction", "language"]
        widgets = {"direction": forms.RadioSelect}
        help_texts = {
            "words": gettext_lazy("One word or several, separated by commas: wifi, wlan"),
            "also": gettext_lazy("The words of your articles for the same thing: wireless network"),
            "language": gettext_lazy("Empty: for questions in every language."),
        }

    def clean(self) -> dict:
        data = super().clean()
        language = data.get("language") or ""
        sides: dict[str, list[str]] = {}
        for name in ("words", "also"):
            if name in data:
                try:
                    sides[name] = checked_phrases(data[name], language)
                except ValidationError as refusal:
                    self.add_error(name, refusal)
        if len(sides) == 2:
            self._refuse_itself(sides, language)
            self._refuse_known(sides["words"], data, language)
            data |= {name: ", ".join(phrases) for name, phrases in sides.items()}
        return data

    def _refuse_itself(self, sides: dict[str, list[str]], language: str) -> None:
        known = {bases_of(phrase, language or LANGUAGES[0]): phrase for phrase in sides["words"]}
        for phrase in sides["also"]:
            if bases_of(phrase, language or LANGUAGES[0]) in known:
                self.add_error("also", _("“%(phrase)s” stands on both sides: search takes it for one word.") % {"phrase": phrase})

    def _refuse_known(self, phrases: list[str], data: dict, language: str) -> None:
        """One list for a word: two that say different things would leave nobody sure which counts."""
        others = Synonym.objects.exclude(pk=self.instance.pk).filter(Q(language=language) | Q(language="") if language else Q())
        for other in others:
            taken = {phrase.casefold() for phrase in phrases_of(other.words)}
            for phrase in phrases:
                if phrase.casefold() in taken:
                    message = _("“%(phrase)s” already has synonyms (%(synonyms)s): change that entry instead.")
                    self.add_error("words", message % {"phrase": phrase, "synonyms": other})
                    return

    def save(self, commit: bool = True) -> Synonym:
        return save_synonym(synonym=self.instance)


class PromotionForm(WagtailAdminModelForm):
    result = forms.ModelChoiceField(
        label=gettext_lazy("Result"),
        queryset=Document.objects.none(),
        widget=ResultChooserWidget,
        help_text=gettext_lazy("Shown on top, marked as picked, to everybody who may read it."),
    )

    class Meta:
        model = Promotion
        fields = ["phrases", "result", "language", "from_day", "until_day"]
        widgets = {"phrases": forms.Textarea(attrs={"rows": 4}), "from_day": AdminDateInput, "until_day": AdminDateInput}
        help_texts = {
            "phrases": gettext_lazy(
                "One question a line. It fits when the reader’s words are the same, in any order and form: “reset password” "
                "also fits “resetting my password”."
            ),
            "language": pgettext_lazy("of a promotion", "Empty: for questions in every language."),
            "from_day": gettext_lazy("Empty: from now on."),
            "until_day": gettext_lazy("The last day on which it is shown. Empty: until it is deleted."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = Document.objects.filter(audience__in=audiences_for(self.for_user))
        if self.instance.kind and "result" not in self.initial:
            self.initial["result"] = self.instance.result

    def clean_phrases(self) -> str:
        language = self.data.get("language", "")
        return "\n".join(checked_phrases(self.cleaned_data["phrases"], language if language in LANGUAGES else ""))

    def clean_result(self) -> Document:
        document = self.cleaned_data["result"]
        key = (document.kind, document.object_id)
        if key not in visible_keys(self.for_user, [key]):
            raise ValidationError(_("This is no longer there. Choose another result."))
        return document

    def clean(self) -> dict:
        data = super().clean()
        start, end = data.get("from_day"), data.get("until_day")
        if start and end and end < start:
            self.add_error("until_day", _("The last day lies before the first one."))
        return data

    def save(self, commit: bool = True) -> Promotion:
        document = self.cleaned_data["result"]
        self.instance.kind, self.instance.object_id = document.kind, document.object_id
        self.instance.content = document.content
        return save_promotion(promotion=self.instance)
