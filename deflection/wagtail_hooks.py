"""Measurement in the admin: recurring issues, contacts of other desks, and from when to when contacts are known."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from deflection.contact.import_admin.viewset import ContactImportViewSet
from deflection.models import RecurringIssue, SourceCoverage


class RecurringIssueViewSet(SnippetViewSet):
    """Rename, take out of use, put under another."""

    model = RecurringIssue
    icon = "tag"
    list_display = ["title", "kind", "parent", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["title", "slug"]
    panels = [FieldPanel("title"), FieldPanel("slug"), FieldPanel("kind"), FieldPanel("parent"), FieldPanel("is_active")]


class SourceCoverageViewSet(SnippetViewSet):
    """A file that ends in the middle of a week must not look like fewer contacts."""

    model = SourceCoverage
    icon = "date"
    list_display = ["channel", "source", "covered_from", "covered_until"]
    list_filter = ["channel", "source"]
    panels = [FieldPanel("channel"), FieldPanel("source"), FieldPanel("covered_from"), FieldPanel("covered_until")]


register_snippet(RecurringIssueViewSet)
register_snippet(SourceCoverageViewSet)


@hooks.register("register_admin_viewset")
def register_contact_imports() -> ContactImportViewSet:
    return ContactImportViewSet()
