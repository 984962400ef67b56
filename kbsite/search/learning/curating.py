"""Search's own answers to a gap: a synonym, or a result on top."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kbsite.accounts.models import User
from kbsite.search.learning.actions import GapAction, register_gap_action
from kbsite.search.learning.gaps import Gap


def register() -> None:
    register_gap_action(
        GapAction(name="synonym", label=_("Add a synonym"), icon="link", address_for=_synonym_address),
    )
    register_gap_action(
        GapAction(name="promotion", label=_("Promote a result"), icon="thumbtack", address_for=_promotion_address),
    )


def _synonym_address(user: User | AnonymousUser, gap: Gap) -> str:
    if not user.has_perm("search.add_synonym"):
        return ""
    return f"{reverse('synonym:add')}?{urlencode({'words': gap.label, 'language': gap.language})}"


def _promotion_address(user: User | AnonymousUser, gap: Gap) -> str:
    if not user.has_perm("search.add_promotion"):
        return ""
    return f"{reverse('promotion:add')}?{urlencode({'phrase': gap.label, 'language': gap.language})}"


def results_address(gap: Gap) -> str:
    """The page of results for it, as its readers see it: where an editor looks first."""
    with override(gap.language):
        return f"{reverse('search:results')}?{urlencode({'q': gap.label})}"
