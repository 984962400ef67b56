from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from articles.videos import HOSTS, Video, video_behind


class VideoValue(blocks.StructValue):
    @property
    def video(self) -> Video | None:
        """None when its host has been taken from the list since: then nothing is offered."""
        return video_behind(self.get("url") or "")


class VideoBlock(blocks.StructBlock):
    """A film at another site. Nothing is fetched from there before a reader presses "play"."""

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    url = blocks.URLBlock(label=_("Address of the video"))
    length = blocks.RegexBlock(
        regex=r"^\d{1,2}:[0-5]\d(:[0-5]\d)?$",
        label=_("Length"),
        help_text=_("Minutes and seconds, such as 3:40."),
        error_messages={"invalid": _("Write the length as minutes and seconds, such as 3:40.")},
    )
    transcript = blocks.RichTextBlock(
        features=["bold", "italic", "link", "ol", "ul"],
        label=_("In words"),
        help_text=_("What is said and shown, so that nobody needs the video to solve the problem."),
    )

    def clean(self, value: VideoValue) -> VideoValue:
        cleaned = super().clean(value)
        if cleaned.video is None:
            names = ", ".join(host.name for host in HOSTS)
            words = gettext("This is no address of a video at %(hosts)s.") % {"hosts": names}
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(words)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video")
        template = "articles/blocks/video.html"
        value_class = VideoValue
