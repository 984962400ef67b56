"""What an answer is to this room, wherever it was given: a topic of the community, a contact of the service desk.

The rooms around register how their answers are found (`articles.promoting.origins`); this room knows none but the forum.
"""

from dataclasses import dataclass

from kbsite.accounts.models import User
from kbsite.catalog.models import Product


@dataclass(frozen=True)
class Contributor:
    """Who gave the answer. `user` is None when the person asked to be forgotten."""

    user: User | None
    name: str
    is_staff: bool


@dataclass(frozen=True)
class AnswerSource:
    """One answer and the question to it, as Markdown. Everything in it may be personal; nothing of it is public yet.

    `kind` and `key` name what readers open ("topic", its key); `answer_key` the one text of it. `thread` are the plain words
    of everything else that was said, by which quotations are known; `names` all people who took part.
    """

    kind: str
    key: str
    answer_key: str
    title: str
    question: str
    answer: str
    thread: str
    language: str
    url: str
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    product: Product | None = None
    contributor: Contributor | None = None


@dataclass(frozen=True)
class OriginLink:
    """What an article says that it grew from."""

    title: str
    url: str
    language: str
