"""The rooms where people are answered. Each registers in its AppConfig.ready."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from kbsite.accounts.audience import strictest
from kbsite.accounts.models import User

Reader = User | AnonymousUser
# Place -> keys of it; a query set of one column stands for many.
Kin = Mapping[str, Collection[str] | QuerySet]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One topic or contact that somebody may answer. `readers` are those who read the answers there (an Audience).

    `may_link` says whether this person may link an article to it by hand; `url` is where that is shown.
    """

    place: str
    key: str
    url: str
    title: str
    # Of those who read there: links lead them to an interface and a version in it.
    language: str
    readers: str
    may_link: bool
    # Where answers leave the site by mail, links need its name.
    goes_by_mail: bool = False

    def opens(self, audience: str) -> bool:
        """Whether everybody who reads the answers may open what is meant for `audience`."""
        return strictest(self.readers, audience) == self.readers


@dataclass(frozen=True, kw_only=True)
class Place:
    """One kind of spots. `find(user, key)` is None when the spot is not there for this person.

    `kin(user, spot)` are spots where the same was asked, of any room.
    """

    name: str
    find: Callable[[Reader, str], Spot | None]
    kin: Callable[[Reader, Spot], Kin]


_places: dict[str, Place] = {}
_more_kin: list[Callable[[Reader, Spot], Kin]] = []


def register_place(place: Place) -> None:
    """The name is part of stored rows: it never changes."""
    _places[place.name] = place


def register_kin(kin: Callable[[Reader, Spot], Kin]) -> None:
    """For rooms that know of any spot what else is about the same need."""
    if kin not in _more_kin:
        _more_kin.append(kin)


def spot_at(place: str, key: str, *, user: Reader) -> Spot | None:
    known = _places.get(place)
    return known.find(user, key) if known is not None else None


def kin_of(spot: Spot, *, user: Reader) -> list[Kin]:
    return [_places[spot.place].kin(user, spot), *(kin(user, spot) for kin in _more_kin)]
