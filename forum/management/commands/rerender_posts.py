from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import transaction

from forum.models import Post
from forum.models.post import SourceFormat
from forum.texts import render_post
from kbsite.search.changes import mark_changed
from kbsite.text.markdown import RENDERER_VERSION, TextTooLong
from kbsite.text.sanitise import sanitise_html

BATCH = 200


class Command(BaseCommand):
    help = "Makes the HTML of posts anew that an older renderer made. Repeating it does nothing; it can be interrupted."

    def handle(self, *args, **options) -> None:
        done, kept, last = 0, 0, 0
        old = Post.objects.filter(renderer_version__lt=RENDERER_VERSION).select_related("topic__imported")
        # A batch and a commit at a time: who reads or writes meanwhile waits for two hundred posts at most.
        while posts := list(old.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = posts[-1].pk
            with transaction.atomic():
                made = [post for post in posts if self._renders(post)]
                Post.objects.bulk_update(made, ["html", "renderer_version"])
                mark_changed(kind="topic", ids={post.topic_id for post in made})
            done += len(made)
            kept += len(posts) - len(made)
        self.stdout.write(f"rendered {done:,} posts anew")
        if kept:
            self.stderr.write(f"{kept:,} posts keep their old HTML: their text is longer than the renderer takes today")

    def _renders(self, post: Post) -> bool:
        """Sets the new HTML; False when today's renderer refuses the text."""
        try:
            post.html = _maker(post)(post.source)
        except TextTooLong:
            return False
        post.renderer_version = RENDERER_VERSION
        return True


def _maker(post: Post) -> Callable[[str], str]:
    if post.source_format == SourceFormat.HTML:
        origin = getattr(post.topic, "imported", None)
        return lambda source: sanitise_html(source, base_url=origin.url if origin else "")
    return lambda source: render_post(source, fallback_language=post.language, language=post.language).html
