import asyncio
import socket
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from kbsite.notifications.mail import queue_mail

TEMPLATES = {
    "emails/greeting.txt": "Subject: {{ word }} for {{ name }}\n\nHei {{ name }},\n{{ words }}\n",
    "emails/greeting.html": "<p>Hei {{ name }}</p>",
    "emails/plain.txt": "Subject: {{ subject }}\n\n{{ words }}\n",
    "emails/no_subject.txt": "Hello\n",
    "emails/translated.txt": "{% load i18n %}Subject: {% translate 'Yes' %}\n\n{% translate 'Yes' %}\n",
}


@pytest.fixture
def mail_templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
        }
    ]


@pytest.fixture
def queue(mail_templates, db):
    """`queue("k1", to="…")` queues one plain mail."""

    def make(key: str, to: str = "ana@lumo.example", subject: str = "Hello", words: str = "Some words.", **more):
        return queue_mail(key=key, to=to, template="plain", context={"subject": subject, "words": words}, language="en", **more)

    return make


class Sink:
    """A mail server that keeps what it takes; a test tells it how to behave."""

    def __init__(self) -> None:
        self.received = []
        self.rcpt_answer = "250 OK"
        self.data_answer = "250 OK"
        self.hang_up = False
        self.refused_addresses: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802  (aiosmtpd's name)
        if address in self.refused_addresses:
            return "550 no such mailbox"
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.hang_up:
            server.transport.abort()
            await asyncio.sleep(0)
            return "451 gone"
        if self.data_answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content))
        return self.data_answer


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp_settings(settings, free_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = free_port
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_TIMEOUT = 3
    return settings


@pytest.fixture
def sink(smtp_settings):
    """A running mail server on a free port; every test has its own."""
    server = Sink()
    controller = Controller(server, hostname="127.0.0.1", port=smtp_settings.EMAIL_PORT)
    controller.start()
    yield server
    controller.stop()


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
