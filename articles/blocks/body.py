"""What an article's body can be made of. One template each, in templates/articles/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from articles.blocks.html import ImportedHtmlBlock
from articles.blocks.video import VideoBlock

WORDS = ["bold", "italic", "code", "link", "document-link"]
LISTS = ["ol", "ul"]


class Tone:
    """How a callout is meant; each has a word and an icon besides its colour."""

    NOTE, TIP, IMPORTANT, CAUTION, WARNING = "note", "tip", "important", "caution", "warning"
    CHOICES = [
        (NOTE, _("Note")),
        (TIP, _("Tip")),
        (IMPORTANT, _("Important")),
        (CAUTION, _("Careful")),
        (WARNING, _("Warning")),
    ]


class CalloutBlock(blocks.StructBlock):
    """A short remark that stands out."""

    tone = blocks.ChoiceBlock(choices=Tone.CHOICES, default=Tone.NOTE, label=_("Kind"))
    text = blocks.RichTextBlock(features=WORDS + LISTS, label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "articles/blocks/callout.html"


class CodeBlock(blocks.StructBlock):
    """Code or output, shown as it is."""

    language = blocks.CharBlock(
        required=False, max_length=30, label=_("Language"), help_text=_("For example: powershell, json, bash.")
    )
    code = blocks.TextBlock(label=_("Code"))

    class Meta:
        icon = "code"
        label = _("Code")
        template = "articles/blocks/code.html"


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text and a caption."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "articles/blocks/picture.html"


class AttachmentBlock(blocks.StructBlock):
    """A file to download, told with its type and size."""

    document = DocumentChooserBlock(label=_("File"))
    label = blocks.CharBlock(required=False, max_length=200, label=_("Name shown"), help_text=_("Empty: the file's own title."))

    class Meta:
        icon = "doc-full-inverse"
        label = _("Attachment")
        template = "articles/blocks/attachment.html"


class CollapsibleBlock(blocks.StructBlock):
    """Something only some readers need, behind a heading."""

    title = blocks.CharBlock(max_length=200, label=_("Heading"))
    text = blocks.RichTextBlock(features=WORDS + LISTS, label=_("Text"))

    class Meta:
        icon = "collapse-down"
        label = _("Collapsible")
        template = "articles/blocks/collapsible.html"


class BodyBlock(blocks.StreamBlock):
    """The parts of an article, in reading order."""

    text = blocks.RichTextBlock(features=["h2", "h3", *WORDS, *LISTS, "hr"], label=_("Text"), icon="pilcrow")
    steps = blocks.ListBlock(
        blocks.RichTextBlock(label=_("Step"), features=WORDS + LISTS),
        icon="list-ol",
        label=_("Steps"),
        template="articles/blocks/steps.html",
    )
    callout = CalloutBlock()
    code = CodeBlock()
    image = PictureBlock()
    video = VideoBlock()
    table = TableBlock(label=_("Table"), template="articles/blocks/table.html")
    attachment = AttachmentBlock()
    collapsible = CollapsibleBlock()
    html = ImportedHtmlBlock()

    class Meta:
        label = _("Body")
