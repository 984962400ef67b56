from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from kbsite.text.gates import pass_gates


class ImportedHtmlBlock(blocks.TextBlock):
    """HTML that `kbsite.text` made from an imported article. Importers write it; editors may move, correct or remove it.

    Whatever is written here passes the gates once more, so a hand-made change is as safe as an import.
    """

    def clean(self, value: str) -> str:
        return pass_gates(super().clean(value))

    def get_searchable_content(self, value: str) -> list[str]:
        return []

    def render_basic(self, value: str, context: dict[str, object] | None = None) -> SafeString:
        # Safe: only `kbsite.text` writes here (importer) or has had the last word (clean).
        return mark_safe(value)  # noqa: S308

    class Meta:
        icon = "code"
        label = _("Imported text")
        template = None
