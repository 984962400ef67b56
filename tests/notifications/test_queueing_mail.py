import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from kbsite.notifications.mail import no_mail, queue_mail
from kbsite.notifications.models import MailJob

pytestmark = pytest.mark.django_db


def greet(**changes):
    values = {
        "key": "greeting:1",
        "to": "ana@lumo.example",
        "template": "greeting",
        "context": {"word": "Hello", "name": "Ana", "words": "Welcome."},
        "language": "en",
    }
    return queue_mail(**{**values, **changes})


def test_mail_waits_with_subject_text_and_html(mail_templates):
    job = greet()
    assert (job.subject, job.text, job.html) == ("Hello for Ana", "Hei Ana,\nWelcome.\n", "<p>Hei Ana</p>")
    assert job.state == MailJob.State.WAITING


def test_queueing_a_key_again_keeps_the_first_mail(mail_templates):
    first = greet()
    again = greet(context={"word": "Other", "name": "Ana", "words": "…"})
    assert again.pk == first.pk
    assert MailJob.objects.get().subject == "Hello for Ana"


def test_a_rolled_back_act_leaves_no_mail(mail_templates):
    with transaction.atomic():
        greet()
        transaction.set_rollback(True)
    assert not MailJob.objects.exists()


def test_mail_is_rendered_in_the_readers_language(mail_templates):
    job = queue_mail(key="t:1", to="ana@lumo.example", template="translated", context={}, language="fi")
    assert (job.subject, job.text) == ("Kyllä", "Kyllä\n")


def test_hostile_words_stay_text_in_the_plain_part_and_are_escaped_in_html(mail_templates):
    job = greet(context={"word": "Hi", "name": "<b>Ana</b> & co", "words": "{{ 7|add:7 }}"})
    assert "Hei <b>Ana</b> & co," in job.text
    assert "{{ 7|add:7 }}" in job.text
    assert job.html == "<p>Hei &lt;b&gt;Ana&lt;/b&gt; &amp; co</p>"


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_a_line_break_in_a_name_cannot_start_a_header(mail_templates, separator):
    job = greet(context={"word": "Hi", "name": f"Ana{separator}Bcc: dov@lumo.example", "words": ""})
    first_line = job.subject
    # A plain line feed ends the subject line; the rest is body text. The others are folded into one line of subject.
    assert first_line in ("Hi for Ana", "Hi for Ana Bcc: dov@lumo.example")
    assert not any(character in first_line for character in "\r\n\u2028\x85\x0b")


def test_headers_with_line_breaks_are_refused(mail_templates):
    with pytest.raises(ValueError, match="line break"):
        greet(headers={"X-Contact": "17\r\nBcc: dov@lumo.example"})
    assert not MailJob.objects.exists()


@pytest.mark.parametrize("address", ["", "ana", "ana@lumo.example\nBcc: dov@lumo.example", "a@b.example, c@d.example"])
def test_impossible_addresses_are_refused(mail_templates, address):
    with pytest.raises(ValidationError):
        greet(to=address)


def test_a_template_without_a_subject_is_a_mistake(mail_templates):
    with pytest.raises(ValueError, match="must start with a line"):
        greet(template="no_subject")


def test_long_subjects_are_cut(mail_templates):
    job = greet(context={"word": "x" * 500, "name": "Ana", "words": ""})
    assert len(job.subject) == 180
    assert job.subject.endswith("…")


def test_old_stories_are_told_without_mail(mail_templates):
    with no_mail():
        greet()
    assert not MailJob.objects.exists()
    greet()
    assert MailJob.objects.exists()


def test_mail_is_queued_again_after_a_failed_story(mail_templates):
    with pytest.raises(ValidationError), no_mail():
        greet(to="nobody")
    greet()
    assert MailJob.objects.exists()
