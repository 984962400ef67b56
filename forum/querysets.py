"""The one door to boards, topics and posts: every read path starts with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

from kbsite.accounts.audience import audiences_for

if TYPE_CHECKING:
    from kbsite.accounts.models import User

MODERATE = "forum.moderate"


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> BoardQuerySet:
        """Boards whose own audience and that of every board above includes this person."""
        return self.filter(effective_audience__in=audiences_for(user))


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> TopicQuerySet:
        """Topics of visible boards; hidden ones only for moderators."""
        seen = self.filter(board__effective_audience__in=audiences_for(user))
        return seen if user.has_perm(MODERATE) else seen.filter(is_hidden=False)

    def listed(self) -> TopicQuerySet:
        """Without hidden ones, for moderators too: lists, feeds and counts are the same for all who see the board."""
        return self.filter(is_hidden=False)

    def unanswered(self) -> TopicQuerySet:
        return self.filter(reply_count=0)

    def unsolved(self) -> TopicQuerySet:
        return self.filter(accepted_count=0)

    def solved(self) -> TopicQuerySet:
        return self.filter(accepted_count__gt=0)

    def asked_by(self, user: User | AnonymousUser) -> TopicQuerySet:
        return self.filter(asker=user) if user.is_authenticated else self.none()


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> PostQuerySet:
        """Posts of visible topics; hidden ones only for moderators."""
        seen = self.filter(topic__board__effective_audience__in=audiences_for(user))
        return seen if user.has_perm(MODERATE) else seen.filter(is_hidden=False, topic__is_hidden=False)

    def replies(self) -> PostQuerySet:
        return self.filter(number__gt=1)


class AcceptedReplyQuerySet(models.QuerySet):
    def standing(self) -> AcceptedReplyQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
