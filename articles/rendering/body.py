"""An article's body as HTML. Made once per published revision and interface language, then kept in the cache."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.utils.translation import override

from articles.models import ArticlePage
from articles.rendering.decorating import BodyHeading, decorate
from articles.rendering.links import link_by_content, linked_keys
from kbsite.text.markdown import RENDERER_VERSION
from kbsite.text.plain import plain_text

# Raise it when the same body gives other HTML.
BODY_VERSION = 2
# The cache only saves work; files whose names change (a replaced picture) come right after this long.
KEPT_SECONDS = 600
# Words a minute of somebody who reads instructions on a screen; published means for prose are 200-260.
READING_SPEED = 200


@dataclass(frozen=True)
class RenderedBody:
    """`html` still links by content; `links` are the contents it links to, `frames` the origins its videos may play from."""

    html: str
    headings: tuple[BodyHeading, ...]
    links: frozenset[str]
    word_count: int
    frames: tuple[str, ...]

    @property
    def reading_minutes(self) -> int:
        return max(1, round(self.word_count / READING_SPEED))


def rendered_body(page: ArticlePage, *, reader_language: str, is_preview: bool = False) -> RenderedBody:
    """The body of the page as it stands. Previews and pages without a published revision are never kept."""
    if is_preview or not page.live_revision_id:
        return render_body(page, reader_language=reader_language)
    key = f"article-body:{BODY_VERSION}.{RENDERER_VERSION}:{page.pk}:{page.live_revision_id}:{reader_language}"
    body = cache.get(key)
    if body is None:
        body = render_body(page, reader_language=reader_language)
        cache.set(key, body, KEPT_SECONDS)
    return body


def render_body(page: ArticlePage, *, reader_language: str) -> RenderedBody:
    language = page.locale.language_code
    # One query for the sizes of all pictures instead of one a picture.
    pictures = [block.value["image"] for block in page.body if block.block_type == "image" and block.value["image"]]
    prefetch_related_objects(pictures, "renditions")
    with override(language):
        made = "".join(block.render({"page": page}) for block in page.body)
    html, headings = decorate(link_by_content(made), language=language, reader_language=reader_language)
    videos = [block.value.video for block in page.body if block.block_type == "video"]
    return RenderedBody(
        html=html,
        headings=headings,
        links=linked_keys(html),
        word_count=len(plain_text(made).split()),
        frames=tuple(sorted({video.origin for video in videos if video is not None})),
    )
