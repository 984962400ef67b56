"""Flags of articles: raised by anybody, given to somebody, ended with a word about how."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from articles.masking import mask_personal_data
from articles.models import ArticleFlag, ArticlePage, ArticleSource, FlagOutcome, FlagReason
from kbsite.accounts.models import User
from kbsite.accounts.roles import Role, is_staff_member
from kbsite.notifications.mail import queue_mail
from kbsite.notifications.notices import notify

NOTICE = "article_flag"
MAX_COMMENT_CHARS = 1000


@transaction.atomic
def raise_flag(
    *,
    article: ArticlePage,
    reason: FlagReason,
    comment: str = "",
    by: User | AnonymousUser | None = None,
    source: ArticleSource | None = None,
) -> ArticleFlag:
    """Open a flag and tell its owner, in the site and by mail. Personal data in the comment is masked before it is stored."""
    flag = ArticleFlag.objects.create(
        article=article,
        source=source,
        reason=reason,
        comment=mask_personal_data(comment.strip())[:MAX_COMMENT_CHARS],
        raised_by=by if by is not None and by.is_authenticated else None,
        owner=owner_for(article),
    )
    tell_owner(flag, actor=flag.raised_by)
    return flag


@transaction.atomic
def close_flag(*, flag: ArticleFlag, by: User | None, outcome: FlagOutcome, note: str = "") -> None:
    """End a flag; whoever raised it hears how. Closing it twice changes nothing. Raises PermissionDenied.

    `by` is None when the site itself sees that the matter is gone.
    """
    if by is not None and not is_staff_member(by):
        raise PermissionDenied(_("Only people who work here can close a flag."))
    closed = ArticleFlag.objects.filter(pk=flag.pk, closed_at__isnull=True).update(
        outcome=outcome, note=note.strip()[:MAX_COMMENT_CHARS], closed_by=by, closed_at=timezone.now()
    )
    if not closed:
        return
    flag.refresh_from_db()
    person = flag.raised_by
    if person is not None and person.is_active:
        text = format_lazy(
            gettext_lazy("What you said about “{title}”: {outcome}"), title=flag.article.title, outcome=flag_end(flag)
        )
        notify(user=person, kind=NOTICE, key=f"flag-closed:{flag.pk}", text=text, url=flag_article_url(flag, person), actor=by)


@transaction.atomic
def give_flag(*, flag: ArticleFlag, to: User, by: User) -> None:
    """Pass an open flag to somebody else who works here. Raises PermissionDenied."""
    if not is_staff_member(by) or not is_staff_member(to):
        raise PermissionDenied(_("Flags belong to people who work here."))
    if ArticleFlag.objects.filter(pk=flag.pk, closed_at__isnull=True).exclude(owner=to).update(owner=to):
        flag.refresh_from_db()
        tell_owner(flag, actor=by)


def owner_for(article: ArticlePage) -> User | None:
    """Who looks: the article's owner while they work here, else the editor with the fewest open flags."""
    if article.owner is not None and article.owner.is_active and is_staff_member(article.owner):
        return article.owner
    editors = User.objects.filter(is_active=True, groups__name__in=[Role.EDITOR, Role.OWNER]).distinct()
    waiting = Count("article_flags", filter=Q(article_flags__closed_at__isnull=True), distinct=True)
    return editors.annotate(waiting=waiting).order_by("waiting", "pk").first()


def tell_owner(flag: ArticleFlag, *, actor: User | None) -> None:
    """In the caller's transaction; once a flag and person."""
    person = flag.owner
    if person is None:
        return
    url = reverse("article_flags:edit", args=[flag.pk])
    text = format_lazy(gettext_lazy("“{title}” needs a look: {reason}"), title=flag.article.title, reason=flag_reason(flag))
    key = f"flag:{flag.pk}:{person.pk}"
    if notify(user=person, kind=NOTICE, key=key, text=text, url=url, actor=actor) and person.email:
        context = {"flag": flag, "article": flag.article, "path": url}
        queue_mail(key=key, to=person.email, template="article_flag", context=context, language=person.language, user=person)


def flag_reason(flag: ArticleFlag):
    """The reason's words, translated where they are shown."""
    return FlagReason(flag.reason).label


def flag_end(flag: ArticleFlag):
    return FlagOutcome(flag.outcome).label


def flag_article_url(flag: ArticleFlag, reader: User) -> str:
    with override(reader.language):
        return reverse("articles:permalink", args=[flag.article.translation_key])
