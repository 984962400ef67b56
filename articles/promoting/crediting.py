"""Whoever gave the answer decides whether the article names them, and may change their mind."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.models import ArticleSource, Credit
from kbsite.accounts.models import User
from kbsite.notifications.notices import notify

NOTICE = "credit_asked"


def ask_for_credit(row: ArticleSource, *, by: User) -> None:
    """One notice in the site; runs in the caller's transaction. Nobody is named until they say yes."""
    person = row.contributor
    # Stand-ins of imported authors never sign in.
    if person is None or not person.is_active:
        return
    row.credit = Credit.ASKED
    row.save(update_fields=["credit"])
    with override(person.language):
        url = reverse("articles:credit", args=[row.pk])
    # The draft's title may be for few: it stays out of the notice.
    text = _("An answer of yours is being written up as an article. May it name you?")
    notify(user=person, kind=NOTICE, key=f"credit:{row.pk}", text=text, url=url, actor=by)


@transaction.atomic
def answer_credit(*, row: ArticleSource, by: User, may_be_named: bool) -> None:
    """Store the answer; a later one replaces it. The caller found the row among this person's own."""
    if row.contributor_id != by.pk:
        raise ValueError("only the contributor answers for themselves")
    ArticleSource.objects.filter(pk=row.pk).update(credit=Credit.GIVEN if may_be_named else Credit.REFUSED)
