"""Public topics and boards for search engines. A topic has one address here: that of its own language."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from forum.models import Board, Topic
from kbsite.sitemaps import PublicAddress, RoomSitemap

NOBODY = AnonymousUser()


class TopicSitemap(RoomSitemap):
    def rows(self):
        return Topic.objects.visible_to(NOBODY).order_by("pk").only("pk", "slug", "language", "last_post_at")

    def addresses(self, rows: Iterable[Topic]) -> list[PublicAddress]:
        return [PublicAddress(address=_address(topic, topic.language), changed_at=topic.last_post_at) for topic in rows]


class BoardSitemap(RoomSitemap):
    """A board's page is the same list in every language of the interface."""

    def rows(self):
        return Board.objects.visible_to(NOBODY).order_by("pk")

    def addresses(self, rows: Iterable[Board]) -> list[PublicAddress]:
        codes = [code for code, _name in settings.LANGUAGES]
        return [
            PublicAddress(address=versions[settings.LANGUAGE_CODE], alternates=versions)
            for versions in ({code: _address(board, code) for code in codes} for board in rows)
        ]


def _address(thing: Board | Topic, language: str) -> str:
    with override(language):
        return thing.get_absolute_url()
