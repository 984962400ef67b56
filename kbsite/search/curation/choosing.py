"""Choosing an article, topic or subject in the admin: what search knows, as far as this editor may see it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from kbsite.accounts.audience import audiences_for
from kbsite.search.models import Document
from kbsite.search.registry import get_kind
from kbsite.search.visibility import visible_keys

PROMOTE = "search.add_promotion"


class TitleFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Words of the title"), required=False)

    def filter(self, objects: QuerySet[Document]) -> QuerySet[Document]:
        for word in self.cleaned_data.get("q", "").split()[:6]:
            objects = objects.filter(title__icontains=word)
            self.is_searching = True
        self.search_query = self.cleaned_data.get("q")
        return super().filter(objects)


class _ForEditors:
    """Both the list and the single answer: a choice by number must not tell a title that the list would not show."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PROMOTE) and not request.user.has_perm("search.change_promotion"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class _Listing(_ForEditors):
    filter_form_class = TitleFilterForm

    def get_object_list(self) -> QuerySet[Document]:
        return Document.objects.filter(audience__in=audiences_for(self.request.user)).only(
            "kind", "object_id", "title", "language", "section"
        )

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                accessor="title",
                url_name=self.chosen_url_name,
                link_attrs={"data-chooser-modal-choice": True},
            ),
            Column("kind", label=_("Kind"), accessor=lambda document: kind_label(document.kind)),
            Column("language", label=_("Language"), accessor="language"),
            Column("section", label=_("Section"), accessor="section"),
        ]


class ChooseResultView(_Listing, ChooseView):
    pass


class ChooseResultResultsView(_Listing, ChooseResultsView):
    pass


class ResultChosenView(_ForEditors, ChosenView):
    def get_object(self, pk):
        document = Document.objects.filter(audience__in=audiences_for(self.request.user)).get(pk=pk)
        key = (document.kind, document.object_id)
        if key not in visible_keys(self.request.user, [key]):
            raise Document.DoesNotExist
        return document


class ResultChooserViewSet(ChooserViewSet):
    model = Document
    icon = "search"
    choose_one_text = _("Choose a result")
    choose_another_text = _("Choose another result")
    edit_item_text = _("Change")
    choose_view_class = ChooseResultView
    choose_results_view_class = ChooseResultResultsView
    chosen_view_class = ResultChosenView
    ordering = ["title"]


result_chooser = ResultChooserViewSet("search_result_chooser")
ResultChooserWidget = result_chooser.widget_class


def kind_label(name: str) -> str:
    kind = get_kind(name)
    return str(kind.label) if kind else name
