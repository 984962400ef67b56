"""Contacts as a place where articles are reused, and what recurring needs say about where the same was asked."""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse

from articles.reusing.places import Kin, Place, Spot, register_kin, register_place
from articles.reusing.recording import Reply, record_links
from articles.reusing.topics import PLACE as TOPIC
from deflection.contact.querysets import desk_contacts
from deflection.models import Contact, ContactMessage, ContentIssue, ContentKind
from forum.models import Topic
from kbsite.accounts.audience import audiences_for
from kbsite.accounts.models import User
from kbsite.search import querying

PLACE = "contact"
SIMILAR_TOPICS = 4
# Which topics are alike changes slowly, and an agent opens the same contact several times.
KEPT_SECONDS = 600


def register_contact_place() -> None:
    register_place(Place(name=PLACE, find=find, kin=similar_topics))
    register_kin(same_needs)


def find(user: User | AnonymousUser, key: str) -> Spot | None:
    """By the reference, for the desk. One query."""
    contact = desk_contacts(user).select_related("correspondence", "user").filter(reference=key).first()
    return spot_of(contact) if contact is not None else None


def spot_of(contact: Contact) -> Spot:
    """For somebody who may answer it: the desk's contacts are nobody else's."""
    return Spot(
        place=PLACE,
        key=contact.reference,
        url=reverse("contact:desk_contact", args=[contact.reference]),
        title=contact.correspondence.subject,
        language=contact.language,
        readers=audiences_for(contact.user or AnonymousUser())[-1],
        may_link=True,
        goes_by_mail=True,
    )


def similar_topics(user: User | AnonymousUser, spot: Spot) -> Kin:
    contact_key = f"contact-kin:{spot.key}:{len(audiences_for(user))}"
    ids = cache.get(contact_key)
    if ids is None:
        hits = querying.similar(user=user, title=spot.title, language=spot.language, kinds=["topic"], limit=SIMILAR_TOPICS)
        ids = [hit.object_id for hit in hits]
        cache.set(contact_key, ids, KEPT_SECONDS)
    keys = Topic.objects.visible_to(user).listed().filter(pk__in=ids).values_list("key", flat=True) if ids else ()
    return {TOPIC: [str(key) for key in keys]}


def same_needs(user: User | AnonymousUser, spot: Spot) -> Kin:
    """Contacts and topics about the recurring needs that this one is about. Nothing for people who answer no contacts."""
    if spot.place == PLACE:
        issues = Contact.objects.filter(reference=spot.key).values("issues")
    else:
        issues = ContentIssue.objects.filter(content_kind=ContentKind.TOPIC, content_uuid=spot.key, valid_to__isnull=True).values(
            "issue"
        )
    linked = ContentIssue.objects.filter(content_kind=ContentKind.TOPIC, issue__in=issues, valid_to__isnull=True)
    return {
        PLACE: desk_contacts(user).filter(issue_links__issue__in=issues).values("reference"),
        TOPIC: [str(key) for key in linked.values_list("content_uuid", flat=True)],
    }


def record_reuse(message: ContactMessage, *, by: User) -> None:
    """What the desk sends, an answer or a question back. Runs in the transaction that writes it."""
    reply = Reply(text_key=str(message.pk), html=message.html, is_by_desk=True, at=message.created_at)
    record_links(place=PLACE, place_key=message.contact.reference, replies=[reply], by=by)
