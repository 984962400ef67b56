"""What a column or a word most likely means: shown as a choice already made, for a person to confirm. Kinds are never guessed."""

import re

from deflection.contact.importing.sampling import Sample
from deflection.models import ContactChannel

# Names of columns in exports of service desks, in English, Finnish and Swedish; the first field that fits is taken.
_COLUMN_WORDS = {
    "external_id": "externalid id number ticket ticketid ticketnumber case caseid casenumber incident incidentid key reference "
    "tunnus numero tiketti arende arendenummer nummer",
    "ts": "ts openedat opened created createdat createdon createddate creationdate date time received receivedat arrivedat "
    "avattu luotu saapunut paiva skapad oppnad mottagen datum",
    "channel": "channel contacttype source origin via medium contactmethod kanava yhteydenottotapa kanal kontaktsatt",
    "kind": "kind",
    "issue": "issue issueslug",
    "email": "email emailaddress mail requesteremail customeremail calleremail sahkoposti epost epostadress",
    "person": "person caller callerid customer customerid requester requesterid user userid contact contactid asiakas kund",
    "agent_minutes": "agentminutes minutes worktime workminutes timespent handlingtime minuutit tyoaika minuter arbetstid",
    "reopened_of": "reopenedof parentid reopened parent",
    "subject": "subject title summary shortdescription headline otsikko aihe rubrik amne",
    "language": "language lang locale kieli sprak",
}
_CHANNEL_WORDS = {
    ContactChannel.PHONE: "phone telephone call ivr voice puhelin puhelu telefon samtal",
    ContactChannel.MAIL: "mail email sahkoposti epost",
    ContactChannel.FORM: "form webform web portal selfservice website lomake verkko formular webb sjalvservice",
    ContactChannel.CHAT: "chat livechat virtualagent chatti chatt",
    ContactChannel.DESK_VISIT: "deskvisit walkin visit servicepoint counter kaynti besok disk",
    ContactChannel.SOCIAL: "social socialmedia twitter facebook instagram some",
    ContactChannel.FORUM_QUESTION: "forumquestion forum community yhteiso",
    ContactChannel.OTHER: "other direct directopening muu annat ovrigt",
}
_PLAIN = str.maketrans("äöåÄÖÅé", "aoaaoae")
_TIME_SHAPES = (
    (r"\d{4}-\d\d-\d\d", ("",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d:\d\d$", ("%d.%m.%Y %H:%M:%S",)),
    (r"\d{1,2}\.\d{1,2}\.\d{4} \d{1,2}:\d\d$", ("%d.%m.%Y %H:%M",)),
    (r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d$", ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S")),
    (r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d$", ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")),
)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.translate(_PLAIN).lower())


def guess_columns(sample: Sample) -> dict[str, str]:
    """Column -> field; each field at most once, own names before foreign ones."""
    guessed: dict[str, str] = {}
    for field, words in _COLUMN_WORDS.items():
        fitting = {_plain(column): column for column in reversed(sample.columns) if column not in guessed}
        column = next((fitting[word] for word in words.split() if word in fitting), None)
        if column is not None:
            guessed[column] = field
    return guessed


def guess_channel(word: str) -> str:
    """One of our channels, or empty."""
    return next((channel.value for channel, words in _CHANNEL_WORDS.items() if _plain(word) in words.split()), "")


def guess_time_format(words: list[str]) -> str:
    """How the times of a column are written; "" is ISO. Of day and month the order that no value contradicts."""
    for shape, formats in _TIME_SHAPES:
        fitting = [word for word in words if re.match(shape, word)]
        if fitting:
            is_month_first = any(int(word.split("/")[1]) > 12 for word in fitting if "/" in word)
            return formats[-1 if is_month_first else 0]
    return ""
