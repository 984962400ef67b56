"""What editors do for search in Wagtail's admin."""

from wagtail import hooks

from kbsite.search.curation.admin import SearchGroup
from kbsite.search.curation.choosing import result_chooser


@hooks.register("register_admin_viewset")
def register_search() -> list:
    return [SearchGroup(), result_chooser]
