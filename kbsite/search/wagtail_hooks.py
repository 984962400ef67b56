"""What editors do for search in Wagtail's admin."""

from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from kbsite.search.curation.admin import PromotionViewSet, SynonymViewSet
from kbsite.search.curation.choosing import result_chooser
from kbsite.search.learning.admin import GapViewSet


class SearchGroup(ViewSetGroup):
    menu_label = pgettext_lazy("menu of the admin", "Search")
    menu_icon = "search"
    menu_order = 260
    items = (GapViewSet, SynonymViewSet, PromotionViewSet)


@hooks.register("register_admin_viewset")
def register_search() -> list:
    return [SearchGroup(), result_chooser]
