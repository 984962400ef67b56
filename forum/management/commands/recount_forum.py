from django.core.management.base import BaseCommand
from django.db import transaction

from forum.caches import forget_counts
from forum.counters import BATCH, rebuild_board_audiences, recount_helpful, recount_topics, wrong_topics
from forum.models import Post, Topic


class Command(BaseCommand):
    help = "Rebuilds every counter of the forum from the rows it counts, and the audiences of boards."

    def handle(self, *args, **options) -> None:
        boards = rebuild_board_audiences()
        posts = self._in_batches(Post.objects.order_by("pk"), recount_helpful)
        topics = self._in_batches(Topic.objects.order_by("pk"), recount_topics)
        forget_counts()
        self.stdout.write(f"recounted {topics:,} topics and {posts:,} posts; {boards} boards had a wrong audience")
        for pk in wrong_topics():
            self.stderr.write(f"topic {pk}: the numbers of its posts have a gap")

    def _in_batches(self, rows, recount) -> int:
        done, last = 0, 0
        # Batches by key with a commit each: readers and writers are never kept waiting for the whole table.
        while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
            with transaction.atomic():
                done += recount(ids)
            last = ids[-1]
        return done
