"""Answers of the service desk as sources of articles: only for people who answer contacts, and named to nobody else."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from articles.models import FlagReason
from articles.promoting.origins import Origin, register_origin
from articles.promoting.source import AnswerSource, Contributor, OriginLink
from deflection.contact.querysets import desk_contacts
from deflection.models import ContactMessage, MessageSide
from kbsite.accounts.models import User
from kbsite.text.plain import plain_text
from kbsite.text.to_markdown import markdown_of

KIND = "contact"


def register_contacts() -> None:
    register_origin(Origin(name=KIND, label=_("Contact"), find=find, links=links, troubles=no_troubles, has=has))


def find(user: User | AnonymousUser, answer_key: str) -> AnswerSource | None:
    """An answer of the desk, by its message's id, with what the customer wrote before it. Three queries."""
    if not (answer_key.isascii() and answer_key.isdigit() and len(answer_key) < 18):
        return None
    answer = (
        ContactMessage.objects.filter(
            pk=int(answer_key), side=MessageSide.DESK, asks_customer=False, contact__in=desk_contacts(user)
        )
        .select_related("author", "contact__correspondence", "contact__product")
        .first()
    )
    # Words are forgotten in time; what is left of the contact makes no article.
    if answer is None or not answer.html:
        return None
    contact = answer.contact
    before = [one for one in contact.messages.filter(created_at__lte=answer.created_at) if one.pk != answer.pk]
    asked = "\n\n".join(one.text for one in before if one.side == MessageSide.CUSTOMER)
    people = [contact.correspondence.name, answer.author.public_name if answer.author else ""]
    return AnswerSource(
        kind=KIND,
        key=contact.reference,
        answer_key=str(answer.pk),
        title=contact.correspondence.subject,
        # Shown as written, so nothing in it is a mark.
        question=markdown_of(linebreaks(asked, autoescape=True)),
        answer=markdown_of(answer.html),
        thread="\n".join([asked, *(plain_text(one.html) for one in before if one.side == MessageSide.DESK)]),
        language=contact.language,
        url=reverse("contact:desk_contact", args=[contact.reference]),
        names=tuple(dict.fromkeys(name for name in people if name)),
        product=contact.product,
        contributor=Contributor(user=answer.author, name=answer.author.public_name if answer.author else "", is_staff=True),
    )


def links(user: User | AnonymousUser, keys: Collection[str]) -> dict[str, OriginLink]:
    """One query; what a customer wrote is named to the desk alone."""
    contacts = desk_contacts(user).filter(reference__in=keys).select_related("correspondence")
    return {
        one.reference: OriginLink(one.correspondence.subject, reverse("contact:desk_contact", args=[one.reference]), one.language)
        for one in contacts
    }


def has(pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """A reference and the number of an answer under it."""
    ids = [int(answer) for _key, answer in pairs if answer.isascii() and answer.isdigit() and len(answer) < 18]
    found = ContactMessage.objects.filter(pk__in=ids, side=MessageSide.DESK).values_list("contact__reference", "pk")
    return {(reference, str(pk)) for reference, pk in found} & set(pairs)


def no_troubles(answer_keys: Collection[str]) -> dict[str, FlagReason]:
    """An answer that was sent stays sent: nothing withdraws it."""
    return {}
