"""The demo through the real doors: complete, loaded once, removed without a trace."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils import timezone

from articles.models import ArticleFlag, ArticlePage, ArticleSource, ArticleVote, ImportedArticle, SectionPage
from deflection.models import Contact, Event, RecurringIssue, Resolution
from forum.models import Board, Topic
from kbsite.accounts.models import User
from kbsite.demo.loading import PASSWORD
from kbsite.notifications.models import MailJob
from kbsite.search.models import CoRead, LoggedSearch, PopularSearch, Promotion, Synonym
from kbsite.visitors.keys import person_keys_of_account

MODELS = (
    *(
        ArticlePage,
        ArticleFlag,
        ArticleSource,
        ArticleVote,
        SectionPage,
        Topic,
        Board,
        Event,
        Contact,
        RecurringIssue,
        Resolution,
        User,
    ),
    *(LoggedSearch, Synonym, Promotion, PopularSearch, CoRead),
)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.mark.django_db
def test_the_demo_comes_whole_once_and_goes_without_a_trace(client):
    before = counts()
    assert not [message for message in run_checks(include_deployment_checks=True) if message.id == "kbsite.E001"]

    call_command("load_demo")
    loaded = counts()
    assert loaded["ArticlePage"] == 43  # fourteen in three languages, and one that grew from an answer
    assert (loaded["ArticleFlag"], loaded["ArticleSource"]) == (1, 1)
    assert not ArticlePage.objects.filter(owner=None).exists()
    assert loaded["ArticleVote"] > 100
    assert ArticleVote.objects.latest("created_at").created_at < timezone.now()
    assert loaded["Topic"] == 15
    assert loaded["Event"] > 4_000
    assert loaded["Contact"] > 400
    assert loaded["LoggedSearch"] > 250
    assert (loaded["Synonym"], loaded["Promotion"]) == (4, 1)
    assert ImportedArticle.objects.filter(source="demo").count() == 42
    assert not MailJob.objects.exists(), "old stories must not send mail today"
    answer = client.post("/account/login/", {"login": "ana@lumo.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert [message for message in run_checks(include_deployment_checks=True) if message.id == "kbsite.E001"]
    assert "Demo: an invented company" in client.get("/").content.decode()

    call_command("load_demo")
    assert counts() == loaded

    ana = User.objects.get(email="ana@lumo.example")
    Event.objects.create(ts=timezone.now(), type="view", person_key=person_keys_of_account(ana.uuid).current)
    call_command("remove_demo")
    assert counts() == before
