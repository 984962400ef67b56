"""Finds what tells who somebody is, or lets somebody in: addresses, numbers, machines, keys, names.

It marks, a person decides. Better one mark too many: looking at it takes a second, and a key that was published takes a day.
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more, written with spaces, dashes, dots or brackets. Shorter ones are versions, dates, error codes.
PHONE = re.compile(r"(?<![\w.])\+?\(?\d(?:[ .()/-]{0,2}\d){6,14}(?![\w])")
# Dates, version numbers and network addresses; 555.123.4567 is how some write a phone number.
TECHNICAL = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}|(?!\d{3}\.\d{3}\.\d{4}$)\d+(?:\.\d+){2,}")


class PersonalDataKind(models.TextChoices):
    """What a piece of text gives away. The label also stands in its place when it is masked."""

    EMAIL = "email", _("e-mail address")
    TOKEN = "token", _("password or key")  # noqa: S105  (a kind, not a secret)
    IDENTITY = "identity", _("personal number")
    ACCOUNT = "account", _("account number")
    IP = "ip", _("network address")
    HOST = "host", _("name of a machine")
    PHONE = "phone", _("phone number")
    ADDRESS = "address", _("street address")
    NAME = "name", _("name of a person")


@dataclass(frozen=True)
class PersonalData:
    """One piece, as written; the same words twice are one piece."""

    kind: PersonalDataKind
    text: str


_JWT = r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
_PREFIXED = r"(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|sk_live_|pk_live_|AKIA|ASIA|AIza|wagtail_)[\w-]{12,}"
_TOKEN = re.compile(rf"(?<![\w-])(?:{_JWT}|{_PREFIXED})(?![\w])")
# "password: hunter2", "api_key=…", "salasana: …", "lösenord är …": the value is the secret, not the word.
_SECRET_AFTER_WORD = re.compile(
    r"\b(?:password|passwd|passphrase|pwd|pin(?: code)?|secret|token|api[_ -]?key|access[_ -]?key|client[_ -]?secret"
    r"|salasana|tunnusluku|avain|lösenord(?:et)?|pinkod|nyckel)\b[\"']?\s*"
    # After "is" only what no word of a sentence is: something with a digit or a sign in it.
    r"(?:[:=]\s*|(?:is|on|är)\s+(?=[\"'`]?[^\s\"'`,;<>.]*[\d!#$%&@]))[\"'`]?(?P<value>[^\s\"'`,;<>]{4,80})",
    re.IGNORECASE,
)
_LONG = re.compile(r"(?<![\w/.+-])[A-Za-z0-9+/_=-]{24,}(?![\w/])")
_URL_LOGIN = re.compile(r"://(?P<value>[^\s/:@]{1,60}:[^\s/@]{1,60})@")
# Finnish personal identity code and Swedish personnummer.
_IDENTITY = re.compile(
    r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b|\b(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-+]\d{4}\b"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:/\d{1,3})?(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}(?![\w:-])")
_INTERNAL = r"(?:local|lan|internal|corp|intra|intranet|home|ad|domain)"
_SERVER = r"(?:srv|server|db|sql|dc|app|web|mail|mx|fs|file|nas|print|prn|vpn|proxy|node|host|ws|pc|lap|laptop|desk)"
_HOST = re.compile(
    # A share: in Markdown each backslash is written twice.
    r"(?<!\\)\\\\[A-Za-z0-9][\w.$-]+(?:\\[A-Za-z0-9][\w.$-]*)+|(?<!\\)\\{4}[A-Za-z0-9][\w.$-]+(?:\\\\[A-Za-z0-9][\w.$-]*)+"
    rf"|\b(?:[\w-]+\.)+{_INTERNAL}\b(?!\.\w)"
    r"|\b(?:DESKTOP|LAPTOP|WIN|PC|WS|NB)-[A-Z0-9]{4,15}\b"
    rf"|\b{_SERVER}[a-z]{{0,6}}(?:-[a-z]{{1,8}})*-?\d{{1,4}}(?:\.[a-z0-9-]+)+\b(?<!\.html)(?<!\.htm)(?<!\.pdf)(?<!\.php)(?<!\.png)"
)
_ADDRESS_ON_THE_WEB = re.compile(r"https?://[^\s<>]+")
# A folder of a person's own: the name in it is the person's.
_HOME_FOLDER = re.compile(r"(?:[A-Za-z]:\\+Users\\+|/home/|/Users/)(?P<value>[\w.-]{2,40})")
_STREET = re.compile(
    r"\b[A-ZÅÄÖ][\wåäöÅÄÖ-]{2,30}(?:katu|tie|kuja|polku|kaari|väylä|tori|gatan|vägen|gränd|stigen|torget|gränden)\s\d{1,4}(?:\s?[A-Za-z](?:\s?\d{1,3})?)?\b"
    r"|\b\d{1,5}(?:\s[A-Z][\w'-]{1,20}){1,3}\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Court|Ct|Way|Place|Pl)\b\.?"
    r"|\b\d{3}\s?\d{2}\s[A-ZÅÄÖ][a-zåäö]{2,20}\b(?=[\s,.]|$)",
)
# Addresses that name no one: this machine, "any", masks, and those reserved for examples.
_NOBODYS = [
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "0.0.0.0/8", "224.0.0.0/3", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
]
_PUBLIC_RESOLVERS = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
_NOT_A_PERSON = frozenset({"public", "default", "user", "username", "your", "you", "me", "admin", "shared", "name"})
# Endings of Finnish and the genitives of Swedish and English: "Annan", "Annalle", "Ana's".
_NAME_ENDING = r"(?:['’]?s|['’:]?(?:n|a|ä|ta|tä|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|in|en|ia|iä))?"


def find_personal_data(text: str, *, names: Collection[str] = ()) -> list[PersonalData]:
    """Every piece in `text` in reading order, each once. `names` are the people that the text came from."""
    found: dict[str, tuple[int, PersonalDataKind]] = {}
    taken: list[tuple[int, int]] = []
    for kind, find in _FINDERS:
        for start, end in find(text):
            # What a stronger finder took is not named twice: a phone number inside a key, an address inside a mail.
            if end > start and not any(start < other_end and other_start < end for other_start, other_end in taken):
                taken.append((start, end))
                found.setdefault(text[start:end], (start, kind))
    for start, end in _names(text, names):
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            found.setdefault(text[start:end], (start, PersonalDataKind.NAME))
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    return [PersonalData(kind=kind, text=piece) for piece, (_start, kind) in ordered]


def _all(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda text: (
        (match.span("value") if "value" in pattern.groupindex else match.span()) for match in pattern.finditer(text)
    )


def _long_keys(text: str) -> Iterator[tuple[int, int]]:
    """Long runs that no word is: letters of both cases or hex, and digits among them."""
    for match in _LONG.finditer(text):
        run = match[0].strip("=-_/+")
        digits = sum(character.isdigit() for character in run)
        is_mixed = any(c.islower() for c in run) and any(c.isupper() for c in run)
        is_hex = re.fullmatch(r"[0-9a-fA-F]{32,}", run) is not None
        if digits >= 3 and (is_hex or (is_mixed and digits < len(run) - 2)) and not re.search(r"[a-z]{8,}", run):
            yield match.span()


def _cards(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _CARD.finditer(text) if _passes_luhn(re.sub(r"\D", "", match[0])))


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _ip_addresses(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            try:
                address = ipaddress.ip_interface(match[0]).ip
            except ValueError:
                continue
            # "::" and "12:30:00" are no addresses of anybody.
            if address.version == 6 and (
                len(match[0]) < 6
                or address.is_loopback
                or address.is_unspecified
                or "::" not in match[0]
                and match[0].count(":") < 7
            ):
                continue
            if address.version == 4 and (str(address) in _PUBLIC_RESOLVERS or any(address in network for network in _NOBODYS)):
                continue
            yield match.span()
    for match in _MAC.finditer(text):
        yield match.span()


def _phones(text: str) -> Iterator[tuple[int, int]]:
    # A long number in an address of the web is the number of a page.
    webs = [match.span() for match in _ADDRESS_ON_THE_WEB.finditer(text)]
    for match in PHONE.finditer(text):
        if not TECHNICAL.fullmatch(match[0]) and not any(start <= match.start() < end for start, end in webs):
            yield match.span()


def _home_folders(text: str) -> Iterator[tuple[int, int]]:
    return (match.span("value") for match in _HOME_FOLDER.finditer(text) if match["value"].lower() not in _NOT_A_PERSON)


def _names(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Whole names, then their words of three letters and more, with the endings of three languages."""
    whole = {name.strip() for name in names if len(name.strip()) >= 2}
    words = {word for name in whole for word in re.findall(r"[^\W\d_]{3,}", name)}
    for name in sorted(whole | words, key=lambda one: (-len(one), one)):
        # A name that is also a word ("Will") counts only as it is written.
        for match in re.finditer(rf"(?<![\w@]){re.escape(name)}{_NAME_ENDING}(?!\w)", text):
            yield match.span()


_FINDERS: tuple[tuple[PersonalDataKind, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (PersonalDataKind.TOKEN, _all(_URL_LOGIN)),
    (PersonalDataKind.EMAIL, _all(EMAIL)),
    (PersonalDataKind.TOKEN, _all(_TOKEN)),
    (PersonalDataKind.TOKEN, _all(_SECRET_AFTER_WORD)),
    (PersonalDataKind.IDENTITY, _all(_IDENTITY)),
    (PersonalDataKind.ACCOUNT, _all(_IBAN)),
    (PersonalDataKind.ACCOUNT, _cards),
    (PersonalDataKind.IP, _ip_addresses),
    (PersonalDataKind.HOST, _all(_HOST)),
    (PersonalDataKind.TOKEN, _long_keys),
    (PersonalDataKind.ADDRESS, _all(_STREET)),
    (PersonalDataKind.PHONE, _phones),
    (PersonalDataKind.NAME, _home_folders),
)
