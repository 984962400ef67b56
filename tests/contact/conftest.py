import datetime
import uuid

import pytest
from django.utils import timezone

from deflection.contact.answering import NewContact, open_contact, reply_to_contact
from deflection.contact.contents import NamedContent
from deflection.contact.form_tokens import new_form_token
from kbsite.search.hits import Hit


@pytest.fixture
def old_token() -> str:
    """The token of a form that somebody opened a minute ago."""
    return str(new_form_token(opened_at=timezone.now() - datetime.timedelta(minutes=1)))


@pytest.fixture
def typed(old_token) -> dict[str, str]:
    """A filled-in contact form."""
    return {
        "subject": "VPN drops every hour",
        "message": "It drops in every call.",
        "email": "sari@lumo.example",
        "name": "Sari",
        "share_trail": "on",
        "form_token": old_token,
    }


@pytest.fixture
def contact_of(db):
    """`contact_of(ana)` has written to the desk; `contact_of(None)` is a guest's contact."""

    def write(user=None, subject="VPN drops every hour", text="It drops in every call.", **more):
        email = user.email if user else more.pop("email", "sari@lumo.example")
        language = more.pop("language", "en")
        return open_contact(opening=NewContact(subject=subject, text=text, email=email, user=user, language=language, **more))

    return write


@pytest.fixture
def answered(contact_of, ben):
    """`answered(ana)`: her contact, which Ben has answered."""

    def answer(user=None, text="Update Lumo Connect.", at=None, **more):
        contact = contact_of(user, at=at, **more)
        reply_to_contact(contact=contact, by=ben, text=text, at=at)
        contact.refresh_from_db()
        return contact

    return answer


@pytest.fixture
def reader(as_user):
    """A client that looks like a person's browser to measurement; without a user agent it would count as a robot."""

    def browse(user=None):
        client = as_user(user)
        client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        return client

    return browse


@pytest.fixture
def fixed_queries():
    """How many queries a call needs, once everything cached per process is warm."""

    def count(call) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        call()
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


@pytest.fixture
def found(monkeypatch):
    """`found("VPN drops after an hour")`: search finds these titles as articles; returns their content references."""

    def put(*titles: str, url: str = "/articles/vpn/") -> list[str]:
        contents = [f"article:{uuid.uuid5(uuid.NAMESPACE_URL, title)}" for title in titles]
        hits = [
            Hit(
                kind="article",
                object_id=number,
                title=title,
                url=url,
                summary=f"In short: {title}",
                snippet_html="",
                language="en",
                solved=None,
                updated_at=timezone.now(),
                section="",
                score=1.0,
            )
            for number, title in enumerate(titles, start=1)
        ]
        references = {("article", number): content for number, content in enumerate(contents, start=1)}
        by_content = dict(zip(contents, titles, strict=True))

        def name(content, *, user, language):
            return NamedContent(content, by_content[content], url, "en") if content in by_content else None

        monkeypatch.setattr("kbsite.search.querying.similar", lambda **asked: hits)
        monkeypatch.setattr("deflection.contact.suggesting.references_of", lambda hits: references)
        for module in ("form", "suggestions"):
            monkeypatch.setattr(f"deflection.contact.views.{module}.named_content", name)
        return contents

    return put
