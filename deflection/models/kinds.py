"""Closed vocabularies of measurement. Values are public: they stand in imports, exports and docs/events.md."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentKind(models.TextChoices):
    """What can be read. A key is the same in all languages of an article (its translation key) and for life of a topic."""

    ARTICLE = "article", _("Article")
    TOPIC = "topic", _("Topic")


class ContactChannel(models.TextChoices):
    """How a contact reached people. All channels count; a channel without data is printed as missing, never as zero."""

    FORM = "form", _("Contact form")
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    FORUM_QUESTION = "forum_question", _("Community question")
    DESK_VISIT = "desk_visit", _("Visit to a service point")
    SOCIAL = "social", _("Social media")
    OTHER = "other", _("Other")


class ContactKind(models.TextChoices):
    """Four kinds that never share a number, and the honest fifth: nobody has to choose."""

    ORDER = "order", _("Order")
    DISRUPTION = "disruption", _("Disruption")
    PROBLEM = "problem", _("Problem")
    FEEDBACK = "feedback", _("Feedback")
    UNCLASSIFIED = "unclassified", _("Not classified")


class ContactState(models.TextChoices):
    """The desk's state. Closed is not solved: only the customer says solved (Resolution)."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class ActorClass(models.TextChoices):
    PERSON = "person", _("Person")
    STAFF = "staff", _("Staff")
    BOT = "bot", _("Robot")
    UNKNOWN = "unknown", _("Unknown")


class Consent(models.TextChoices):
    """How far a visitor may be followed: not at all, within the visit, or for the whole look-ahead."""

    NONE = "none", _("Not followed")
    SESSION = "session", _("Within the visit")
    FULL = "full", _("Signed in or agreed")


class SolvedQuestion(models.TextChoices):
    """Wording and occasion of a question; a new wording is a new member, because answers to two wordings are two figures."""

    CONTACT_MAIL = "contact-mail-1", _("After the answer: do you consider this solved?")
    CONTACT_PAGE = "contact-page-1", _("On the page of the contact: do you consider this solved?")
    FOLLOW_UP = "follow-up-1", _("After a visit without a contact: do you consider it solved?")


class SolvedAnswer(models.TextChoices):
    NONE = "", _("Asked, not answered")
    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
