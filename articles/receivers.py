"""What must follow when a page is saved, moved or deleted, in the same transaction as the change itself."""

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from articles.audiences import refresh_audiences_under, set_effective_audience
from articles.models import ArticlePage, SectionPage
from articles.promoting.origins import origin_named
from articles.promoting.topics import KIND
from articles.promoting.watching import look_at
from articles.reusing.recording import forget_replies
from articles.reusing.topics import PLACE
from articles.searching import mark_article, mark_section, mark_tree
from forum.models import AcceptedReply, NoLongerWorks, Post
from forum.signals import acceptance_withdrawn, reply_accepted, solution_doubted


@receiver(pre_save, sender=ArticlePage)
@receiver(pre_save, sender=SectionPage)
def compute_audience(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        set_effective_audience(instance)


@receiver(post_save, sender=ArticlePage)
def article_saved(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        mark_article(instance)


@receiver(post_save, sender=SectionPage)
def section_saved(sender, instance, created, raw=False, **kwargs) -> None:
    """Name, address and audience of a section reach everything below it."""
    if raw:
        return
    if created:
        mark_section(instance)
        return
    refresh_audiences_under(instance.path)
    mark_tree(instance.path)


@receiver(post_save, sender=Page)
def page_moved(sender, instance, created, raw=False, **kwargs) -> None:
    """Wagtail's move saves the plain Page in the transaction that moves it; its own signal comes after the commit."""
    if raw or created or instance.depth < 3:
        return
    refresh_audiences_under(instance.path)
    mark_tree(instance.path)


@receiver(post_delete, sender=ArticlePage)
def article_deleted(sender, instance, **kwargs) -> None:
    mark_article(instance)


@receiver(post_delete, sender=SectionPage)
def section_deleted(sender, instance, **kwargs) -> None:
    mark_section(instance)


@receiver(reply_accepted, sender=AcceptedReply)
@receiver(acceptance_withdrawn, sender=AcceptedReply)
@receiver(solution_doubted, sender=NoLongerWorks)
def answer_changed(sender, post, **kwargs) -> None:
    """After the commit, and may be lost: the worker looks at every source anyway."""
    look_at(origin_named(KIND), [str(post.pk)])


@receiver(post_delete, sender=Post)
def reply_deleted(sender, instance, **kwargs) -> None:
    forget_replies(place=PLACE, text_keys=[str(instance.pk)])
