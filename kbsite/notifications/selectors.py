"""Shaped reads of a person's notices."""

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.utils import timezone

from kbsite.accounts.models import User
from kbsite.notifications.kinds import icon_of
from kbsite.notifications.models import Notice

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class NoticeRow:
    notice: Notice
    icon: str


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The notices of one day of the site's clock, newest first."""

    day: object
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class NoticesPage:
    days: tuple[NoticeDay, ...]
    page_obj: Page
    total: int
    unread: int
    only_unread: bool


def notices_page(*, user: User, page: object = 1, only_unread: bool = False) -> NoticesPage:
    """One page of a person's notices. Three queries, however many there are."""
    own = Notice.objects.filter(user=user)
    unread = own.filter(read_at__isnull=True)
    page_obj = Paginator(unread if only_unread else own, PAGE_SIZE).get_page(page)
    unread_count = page_obj.paginator.count if only_unread else unread.count()
    total = own.count() if only_unread else page_obj.paginator.count
    days = tuple(
        NoticeDay(day=day, rows=tuple(NoticeRow(notice=notice, icon=icon_of(notice.kind)) for notice in notices))
        for day, notices in groupby(page_obj, key=lambda notice: timezone.localdate(notice.created_at))
    )
    return NoticesPage(days=days, page_obj=page_obj, total=total, unread=unread_count, only_unread=only_unread)


def unread_count(*, user: User) -> int:
    return Notice.objects.filter(user=user, read_at__isnull=True).count()
