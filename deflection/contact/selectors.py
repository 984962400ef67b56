"""Shaped reads of contacts, each with a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deflection.contact.links import handle_of
from deflection.contact.querysets import desk_contacts, own_contacts
from deflection.contact.solving import latest_answer
from deflection.models import (
    Contact,
    ContactKind,
    ContactMessage,
    ContactReading,
    ContactState,
    MessageSide,
    Resolution,
    SolvedAnswer,
    WaitingFor,
)
from kbsite.accounts.models import User

OWN_PAGE_SIZE = 20
DESK_PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Status:
    """A state as a pill: colour, icon and words together."""

    tone: str
    icon: str
    label: str | Promise


def customer_status(contact: Contact, answer: str) -> Status:
    """What the customer sees: first their own word, then whose turn it is."""
    if answer == SolvedAnswer.YES:
        return Status("solved", "solved", _("Solved"))
    if contact.state == ContactState.CLOSED:
        return Status("", "check", _("Closed"))
    if contact.state == ContactState.ANSWERED:
        return Status("info", "mail", _("Answered"))
    if contact.correspondence.waiting_for == WaitingFor.CUSTOMER:
        return Status("needs", "needs", _("We need to know more"))
    return Status("", "clock", _("With the service desk"))


def desk_status(contact: Contact) -> Status:
    if contact.state == ContactState.CLOSED:
        return Status("", "check", _("Closed"))
    if contact.state == ContactState.ANSWERED:
        return Status("info", "mail", _("Answered"))
    if contact.correspondence.waiting_for == WaitingFor.CUSTOMER:
        return Status("needs", "clock", _("Waiting for the customer"))
    return (
        Status("", "inbox", pgettext_lazy("contact", "New"))
        if contact.answered_at is None
        else Status("needs", "inbox", _("Opened again"))
    )


KIND_PILLS = {
    ContactKind.PROBLEM: Status("", "question", ContactKind.PROBLEM.label),
    ContactKind.DISRUPTION: Status("broken", "broken", ContactKind.DISRUPTION.label),
    ContactKind.ORDER: Status("info", "card", ContactKind.ORDER.label),
    ContactKind.FEEDBACK: Status("", "heart", ContactKind.FEEDBACK.label),
    ContactKind.UNCLASSIFIED: Status("loose", "dots", ContactKind.UNCLASSIFIED.label),
}


def _with_answer(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    told = Resolution.objects.filter(contact=OuterRef("pk")).exclude(answer=SolvedAnswer.NONE)
    return contacts.annotate(told=Subquery(told.order_by("-answered_at", "-id").values("answer")[:1]))


@dataclass(frozen=True, slots=True)
class OwnContact:
    contact: Contact
    handle: str
    status: Status


@dataclass(frozen=True, slots=True)
class OwnContactsPage:
    rows: tuple[OwnContact, ...]
    page_obj: Page


def own_contacts_page(*, user: User, page: object = 1) -> OwnContactsPage:
    """The contacts of one person, latest word first. Two queries."""
    contacts = _with_answer(own_contacts(user)).select_related("correspondence").order_by("-correspondence__last_message_at")
    page_obj = Paginator(contacts, OWN_PAGE_SIZE).get_page(page)
    rows = tuple(OwnContact(one, handle_of(one), customer_status(one, one.told or "")) for one in page_obj)
    return OwnContactsPage(rows=rows, page_obj=page_obj)


@dataclass(frozen=True, slots=True)
class CustomerContact:
    """One contact as its customer sees it."""

    contact: Contact
    handle: str
    status: Status
    messages: tuple[ContactMessage, ...]
    readings: tuple[ContactReading, ...]
    answer: Resolution | None

    @property
    def is_answered(self) -> bool:
        """Whether it makes sense to ask if it is solved."""
        return self.contact.answered_at is not None and self.contact.state != ContactState.OPEN


def customer_contact(contact: Contact) -> CustomerContact:
    answer = latest_answer(contact)
    return CustomerContact(
        contact=contact,
        handle=handle_of(contact),
        status=customer_status(contact, answer.answer if answer else ""),
        messages=tuple(contact.messages.select_related("author")),
        readings=tuple(contact.readings.all()),
        answer=answer,
    )


@dataclass(frozen=True, slots=True)
class DeskFilters:
    """What the desk looks at; unknown values mean "all"."""

    view: str = "new"
    kind: str = ""
    product: str = ""
    language: str = ""
    q: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.kind or self.product or self.language or self.q)


@dataclass(frozen=True, slots=True)
class DeskView:
    name: str
    label: str | Promise
    icon: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class DeskRow:
    contact: Contact
    status: Status
    kind: Status


@dataclass(frozen=True, slots=True)
class DeskPage:
    views: tuple[DeskView, ...]
    rows: tuple[DeskRow, ...]
    page_obj: Page
    filters: DeskFilters

    @property
    def current(self) -> DeskView:
        return next(view for view in self.views if view.is_current)


_VIEWS: dict[str, tuple[str | Promise, str, Q]] = {
    "new": (
        _("Waiting for us"),
        "inbox",
        Q(state=ContactState.OPEN) & ~Q(correspondence__waiting_for=WaitingFor.CUSTOMER),
    ),
    "waiting": (
        _("With the customer"),
        "clock",
        Q(state=ContactState.OPEN, correspondence__waiting_for=WaitingFor.CUSTOMER),
    ),
    "answered": (_("Answered"), "mail", Q(state=ContactState.ANSWERED)),
    "closed": (_("Closed"), "check", Q(state=ContactState.CLOSED)),
}


def desk_page(*, user: User, filters: DeskFilters, page: object = 1) -> DeskPage:
    """The queue with its counts. Three queries, however many contacts.

    What waits for us stands longest wait first; the other views newest first. The counts follow the filters, so that a number
    and its list agree.
    """
    narrowed = _narrow(desk_contacts(user), filters)
    counts: dict[str, Any] = narrowed.aggregate(**{name: Count("pk", filter=view[2]) for name, view in _VIEWS.items()})
    current = filters.view if filters.view in _VIEWS else "new"
    order = "correspondence__last_message_at" if current == "new" else "-correspondence__last_message_at"
    listed = narrowed.filter(_VIEWS[current][2]).select_related("correspondence", "product", "user").order_by(order, "pk")
    page_obj = Paginator(listed, DESK_PAGE_SIZE).get_page(page)
    return DeskPage(
        views=tuple(
            DeskView(name=name, label=label, icon=icon, count=counts[name], is_current=name == current)
            for name, (label, icon, _condition) in _VIEWS.items()
        ),
        rows=tuple(DeskRow(one, desk_status(one), KIND_PILLS[ContactKind(one.kind)]) for one in page_obj),
        page_obj=page_obj,
        filters=filters,
    )


def _narrow(contacts: QuerySet[Contact], filters: DeskFilters) -> QuerySet[Contact]:
    if filters.kind in ContactKind.values:
        contacts = contacts.filter(kind=filters.kind)
    if filters.product.isdecimal() and len(filters.product) < 18:
        contacts = contacts.filter(product_id=int(filters.product))
    if filters.language:
        contacts = contacts.filter(language=filters.language)
    if filters.q:
        contacts = contacts.filter(
            Q(reference__icontains=filters.q)
            | Q(correspondence__subject__icontains=filters.q)
            | Q(correspondence__name__icontains=filters.q)
            | Q(correspondence__email__iexact=filters.q)
        )
    return contacts


@dataclass(frozen=True, slots=True)
class DeskContact:
    """One contact as the desk sees it, with what the customer did before it."""

    contact: Contact
    status: Status
    kind: Status
    messages: tuple[ContactMessage, ...]
    readings: tuple[ContactReading, ...]
    answer: Resolution | None

    @property
    def last_answer(self) -> ContactMessage | None:
        """The newest answer of the desk; a question back to the customer is none."""
        answers = [one for one in self.messages if one.side == MessageSide.DESK and not one.asks_customer and one.html]
        return answers[-1] if answers else None

    @property
    def tried(self) -> frozenset[str]:
        return frozenset(reading.content for reading in self.readings)


def desk_contact(contact: Contact) -> DeskContact:
    return DeskContact(
        contact=contact,
        status=desk_status(contact),
        kind=KIND_PILLS[ContactKind(contact.kind)],
        messages=tuple(contact.messages.select_related("author")),
        readings=tuple(contact.readings.all()),
        answer=latest_answer(contact),
    )
