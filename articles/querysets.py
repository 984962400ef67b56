"""What a person may read, and in which language. Every read path starts with `visible_to`."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from kbsite.accounts.audience import audiences_for
from kbsite.accounts.models import User


def language_order(first: str) -> list[str]:
    """Languages from the reader's own to the least likely: their own, then the site's default, then the rest."""
    codes = [code for code, _name in settings.LANGUAGES]
    rest = [code for code in (settings.LANGUAGE_CODE, *codes) if code != first]
    return list(dict.fromkeys([first, *rest]))


class ReadableQuerySet(PageQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> "ReadableQuerySet":
        """Published, and meant for an audience that this person belongs to."""
        return self.filter(live=True, effective_audience__in=audiences_for(user))

    def one_per_content(self, *, language: str, user: User | AnonymousUser) -> "ReadableQuerySet":
        """Of each content only the version that serves a reader of `language` best, among those visible to them.

        A translation exists for the reader only when they may read it: otherwise a hidden Finnish draft would hide the
        English article from Finns. The look-ups use the unique index on (translation_key, locale).
        """
        order = language_order(language)
        chosen = Q(locale__language_code=order[0])
        for position, code in enumerate(order[1:], start=1):
            better = self.model.objects.visible_to(user).filter(
                translation_key=OuterRef("translation_key"), locale__language_code__in=order[:position]
            )
            chosen |= Q(locale__language_code=code) & ~Exists(better)
        return self.visible_to(user).filter(chosen)


class ArticleQuerySet(ReadableQuerySet):
    def listed(self) -> "ArticleQuerySet":
        """Without archived ones: they open at their address and stand in no list, feed or search."""
        return self.exclude(confidence="archived")


class SectionQuerySet(ReadableQuerySet):
    pass


ArticleManager = PageManager.from_queryset(ArticleQuerySet, "ArticleManager")
SectionManager = PageManager.from_queryset(SectionQuerySet, "SectionManager")
