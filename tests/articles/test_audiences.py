"""Who may read an article: its own audience, every section above it, and how far its knowledge has come."""

import pytest
from django.contrib.auth.models import AnonymousUser

from articles.audiences import refresh_audiences_under
from articles.models import ArticlePage, Confidence, SectionPage
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article, make_section

WHO_SEES = {
    Audience.PUBLIC: {"anonymous", "ana", "ben", "chi", "mo", "olga"},
    Audience.SIGNED_IN: {"ana", "ben", "chi", "mo", "olga"},
    Audience.STAFF: {"ben", "chi", "mo", "olga"},
}


@pytest.fixture
def person(request, db):
    return AnonymousUser() if request.param == "anonymous" else request.getfixturevalue(request.param)


def sees(user, article) -> bool:
    return ArticlePage.objects.visible_to(user).filter(pk=article.pk).exists()


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("person", ["anonymous", "ana", "ben", "chi", "mo", "olga"], indirect=True)
def test_each_role_sees_its_articles_and_no_others(person, audience, devices, request):
    article = make_article("Reset", parent=devices, audience=audience)
    who = request.node.callspec.params["person"]
    assert sees(person, article) is (who in WHO_SEES[audience])


@pytest.mark.parametrize("above", list(Audience))
@pytest.mark.parametrize("own", list(Audience))
def test_the_strictest_audience_on_the_way_down_counts(above, own, db):
    section = make_section("Outer", audience=above)
    article = make_article("Inner", parent=make_section("Middle", parent=section), audience=own)
    assert article.effective_audience == max(above, own, key=list(Audience).index)


@pytest.mark.parametrize(
    ("confidence", "audience"),
    [
        (Confidence.WORK_IN_PROGRESS, Audience.STAFF),
        (Confidence.NOT_VALIDATED, Audience.PUBLIC),
        (Confidence.VALIDATED, Audience.PUBLIC),
    ],
)
def test_work_in_progress_is_for_staff_only(confidence, audience, devices):
    assert make_article("Half done", parent=devices, confidence=confidence).effective_audience == audience


def test_a_draft_is_seen_by_nobody_on_the_site(devices, olga):
    assert not sees(olga, make_article("Draft", parent=devices, publish=False))


def test_a_section_that_becomes_stricter_takes_everything_below_with_it(devices):
    inner = make_section("Inner", parent=devices)
    article = make_article("Reset", parent=inner)
    devices.audience = Audience.STAFF
    devices.save()
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF
    assert SectionPage.objects.get(pk=inner.pk).effective_audience == Audience.STAFF
    devices.audience = Audience.PUBLIC
    devices.save()
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.PUBLIC


def test_a_section_changed_in_the_admin_counts_when_it_is_published(devices, as_user, olga):
    article = make_article("Reset", parent=devices)
    devices.audience = Audience.SIGNED_IN
    revision = devices.save_revision()
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.PUBLIC
    revision.publish()
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.SIGNED_IN


def test_an_article_takes_on_the_audience_of_where_it_is_moved(devices, desk_only):
    article = make_article("Reset", parent=devices)
    article.move(desk_only, pos="last-child")
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF
    ArticlePage.objects.get(pk=article.pk).move(SectionPage.objects.get(pk=devices.pk), pos="last-child")
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.PUBLIC


def test_a_moved_section_takes_its_articles_along(devices, desk_only):
    inner = make_section("Inner", parent=devices)
    article = make_article("Reset", parent=inner)
    inner.move(desk_only, pos="last-child")
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF


def test_a_restored_revision_cannot_bring_an_old_audience_back(devices):
    article = make_article("Reset", parent=devices)
    first = article.get_latest_revision()
    devices.audience = Audience.STAFF
    devices.save()
    first.publish()
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF


def test_stored_audiences_can_be_rebuilt_from_truth(desk_only):
    inner = make_section("Inner", parent=desk_only)
    article = make_article("Reset", parent=inner)
    ArticlePage.objects.update(effective_audience=Audience.PUBLIC)
    SectionPage.objects.update(effective_audience=Audience.PUBLIC)
    refresh_audiences_under(desk_only.path)
    assert ArticlePage.objects.get(pk=article.pk).effective_audience == Audience.STAFF
    assert SectionPage.objects.get(pk=inner.pk).effective_audience == Audience.STAFF
