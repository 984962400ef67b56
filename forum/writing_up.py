"""A solution became an article: a short note in the topic, and a word to those who said that they have it too."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forum.models import MeToo, Post, Topic
from forum.posting import reply_to_topic
from kbsite.accounts.models import User
from kbsite.notifications.notices import notify

NOTICE = "written_up"


@transaction.atomic
def announce_article(*, topic: Topic, by: User | None, address: str) -> Post | None:
    """Post the note and tell the waiting people, each once per topic and address.

    `address` is a permanent one that names no title: what an article is called may be for few. Returns the note; None for a
    topic that takes no replies, whose people are told all the same. Notices alone can be sent again without harm.
    """
    note = _note(topic=topic, by=by, address=address)
    text = format_lazy(_("There is an article now about “{title}”"), title=topic.title)
    waiting = MeToo.objects.filter(topic=topic, user__is_active=True).exclude(user=topic.asker_id).select_related("user")
    for said in waiting.iterator():
        notify(user=said.user, kind=NOTICE, key=f"written-up:{address}"[:160], text=text, url=address, actor=by)
    return note


def _note(*, topic: Topic, by: User | None, address: str) -> Post | None:
    if by is None or not by.is_active:
        return None
    with override(topic.language):
        source = gettext("This solution has been [written up as an article](%(address)s).") % {"address": address}
    try:
        # Of its own: a topic that refuses must not undo the notices.
        with transaction.atomic():
            return reply_to_topic(topic=topic, by=by, source=source)
    except (PermissionDenied, ValidationError):
        return None
