"""Synonyms and promoted results in Wagtail's admin. Every change goes through the verbs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from kbsite.search.curation.choosing import kind_label
from kbsite.search.curation.forms import PromotionForm, SynonymForm
from kbsite.search.curation.keeping import delete_promotion, delete_synonym
from kbsite.search.models import Document, Promotion, Synonym
from kbsite.text.languages import LANGUAGES

# What another page may fill in; everything is shown to the editor and checked like typed words.
_PREFILLED_CHARS = 200


class SynonymCreateView(CreateView):
    """`?words=` and `?language=` fill the form: from the list of what people looked for."""

    def get_initial_form_instance(self) -> Synonym:
        query = self.request.GET
        return Synonym(words=query.get("words", "")[:_PREFILLED_CHARS], language=_language_of(query.get("language", "")))


class SynonymDeleteView(DeleteView):
    def delete_action(self) -> None:
        delete_synonym(synonym=self.object)


class PromotionCreateView(CreateView):
    """`?phrase=`, `?language=` and `?result=kind:id` fill the form: from a page of results."""

    def get_initial_form_instance(self) -> Promotion:
        query = self.request.GET
        kind, _colon, number = query.get("result", "").partition(":")
        return Promotion(
            phrases=query.get("phrase", "")[:_PREFILLED_CHARS],
            language=_language_of(query.get("language", "")),
            kind=kind[:40] if number.isdecimal() and len(number) < 18 else "",
            object_id=int(number) if number.isdecimal() and len(number) < 18 else 0,
        )


class PromotionDeleteView(DeleteView):
    def delete_action(self) -> None:
        delete_promotion(promotion=self.object)


class PromotionIndexView(IndexView):
    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        promotions = list(context["object_list"])
        titles = {
            (kind, object_id): title
            for kind, object_id, title in Document.objects.filter(
                kind__in={promotion.kind for promotion in promotions},
                object_id__in={promotion.object_id for promotion in promotions},
            ).values_list("kind", "object_id", "title")
        }
        for promotion in promotions:
            promotion.shown_title = titles.get((promotion.kind, promotion.object_id), _("Not published now"))
        return context


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "link"
    menu_label = _("Synonyms")
    add_to_reference_index = False
    add_view_class = SynonymCreateView
    delete_view_class = SynonymDeleteView
    copy_view_enabled = False
    list_display = [
        "words",
        Column("also", label=_("Also searched for"), sort_key="also"),
        Column("direction", label=_("Direction"), accessor=lambda synonym: "↔" if synonym.direction == "two_way" else "→"),
        Column("language", label=_("Language"), accessor=lambda synonym: synonym.get_language_display() or _("All")),
    ]
    list_filter = ["language", "direction"]
    search_fields = ["words", "also"]
    search_backend_name = None
    ordering = ["words"]

    def get_form_class(self, for_update: bool = False):
        return SynonymForm


class PromotionViewSet(ModelViewSet):
    model = Promotion
    icon = "pick"
    menu_label = _("Promoted results")
    add_to_reference_index = False
    index_view_class = PromotionIndexView
    add_view_class = PromotionCreateView
    delete_view_class = PromotionDeleteView
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("shown_title", label=_("Result")),
        Column("kind", label=_("Kind"), accessor=lambda promotion: kind_label(promotion.kind)),
        Column("language", label=_("Language"), accessor=lambda promotion: promotion.get_language_display() or _("All")),
        Column("from_day", label=pgettext_lazy("day", "From"), sort_key="from_day"),
        Column("until_day", label=_("Until"), sort_key="until_day"),
    ]
    list_filter = ["language"]
    search_fields = ["phrases"]
    search_backend_name = None
    ordering = ["phrases"]

    def get_form_class(self, for_update: bool = False):
        return PromotionForm


def _language_of(code: str) -> str:
    return code if code in LANGUAGES else ""
