import random
from datetime import timedelta

import pytest
from django.core.management import call_command

from deflection.issues.keeping import end_link, link_contact, link_content
from deflection.ledger.changes import mark_contacts_changed
from deflection.ledger.checking import check_a_day, compare_day
from deflection.ledger.episodes import fold
from deflection.ledger.folding import fold_batch, fold_everything
from deflection.ledger.forgetting import forget_old_episodes
from deflection.ledger.hashing import ledger_hash
from deflection.ledger.maturing import mature_everything
from deflection.ledger.reading import read_contacts, read_events, read_issues
from deflection.ledger.reconciling import reconcile_contacts
from deflection.ledger.stored import episodes_of
from deflection.models import (
    AppendOnlyError,
    Contact,
    Event,
    FoldedEpisode,
    FoldedExposure,
    LedgerChange,
    LedgerDifference,
    LedgerLine,
    LedgerPosition,
    LeftOutEvent,
    RecurringIssue,
)
from tests.deflection.conftest import ARTICLE, MONDAY, OTHER_ARTICLE

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=60)
READ = {"dwell_s": 60, "scroll": 0.9, "words": 100}


def catch_up(now=LATER, rows=5_000):
    fold_everything(now=now, rows=rows)
    mature_everything(now=now)


def from_scratch(now=LATER):
    """What the pure rules make of all rows at once."""
    span = MONDAY - timedelta(days=400), MONDAY + timedelta(days=400)
    events, contacts = (read(*span, at_most=100_000) for read in (read_events, read_contacts))
    return fold(events, contacts, read_issues().links, as_of=now)


def assert_ledger_is_right(now=LATER):
    folded = from_scratch(now)
    stored = episodes_of(FoldedEpisode.objects.order_by("first_ts", "key"))
    assert stored == sorted(folded.episodes, key=lambda one: (one.first_ts, one.key))
    left_out = {(number, reason.value) for reason, numbers in folded.left_out_events.items() for number in numbers}
    told_by_the_event = {"bot", "staff", "unknown", "not_followed"}
    assert set(LeftOutEvent.objects.values_list("event_id", "reason")) == {
        pair for pair in left_out if pair[1] not in told_by_the_event
    }
    in_force = LedgerLine.objects.filter(amount=1, reversed_by__isnull=True)
    assert sorted(in_force.values_list("episode_key", "state")) == sorted(
        (one.key, one.state.value) for one in stored if one.state.is_matured
    )


def net_lines():
    return sum(LedgerLine.objects.values_list("amount", flat=True))


@pytest.fixture
def read(make_event):
    def make(person="p1", minutes=0.0, **fields):
        return make_event("qualified_read", person=person, minutes=minutes, **({"payload": READ} | fields))

    return make


def test_an_episode_opens_waits_and_matures_as_a_row(read):
    read()
    seen = []
    for days in (0.5, 2, 8):
        catch_up(MONDAY + timedelta(days=days))
        seen.append((FoldedEpisode.objects.get().state, LedgerLine.objects.count()))
    assert seen == [("open", 0), ("pending", 0), ("silent", 1)]


def test_folding_again_changes_nothing(read, make_contact):
    read()
    make_contact(minutes=60)
    catch_up()
    before = ledger_hash()
    LedgerPosition.objects.update(event_id=0, contact_id=0)
    catch_up()
    assert ledger_hash() == before
    assert LedgerLine.objects.count() == 1
    assert fold_everything(now=LATER) == 0


def test_w19_a_call_that_is_told_late_reverses_the_line(read, make_contact):
    for person in ("p1", "p2"):
        read(person)
    catch_up()
    assert net_lines() == 2
    call = make_contact(minutes=6 * 24 * 60, channel="phone")
    catch_up()
    lines = list(LedgerLine.objects.order_by("id").values_list("state", "amount"))
    assert lines[2:] == [("silent", -1), ("contacted", 1)]
    assert FoldedEpisode.objects.get(contact_id=call.pk).state == "contacted"
    assert net_lines() == 2
    assert_ledger_is_right()


def test_a_withdrawn_solved_reverses_the_line(read, make_event):
    read()
    make_event("vote", minutes=2, payload={"answer": "yes"})
    catch_up()
    make_event("vote", minutes=3, payload={"answer": "no"})
    catch_up()
    assert list(LedgerLine.objects.order_by("id").values_list("state", "amount")) == [
        ("solved_said", 1),
        ("solved_said", -1),
        ("unsolved_said", 1),
    ]
    assert_ledger_is_right()


def test_a_read_that_is_told_late_extends_the_episode_and_takes_its_line_back(read):
    read(minutes=0)
    read(minutes=40 * 60)
    catch_up()
    assert net_lines() == 2
    read(minutes=20 * 60)
    catch_up()
    assert FoldedEpisode.objects.get().visits == 3
    assert net_lines() == 1
    assert_ledger_is_right()


def test_a_contact_that_turns_out_to_be_an_order_gives_the_episode_back(read, make_contact):
    read()
    contact = make_contact(minutes=60)
    catch_up()
    Contact.objects.filter(pk=contact.pk).update(kind="order")
    mark_contacts_changed([contact.pk])
    catch_up()
    assert FoldedEpisode.objects.get().state == "silent"
    assert not LedgerChange.objects.exists()
    assert_ledger_is_right()


def test_another_issue_of_the_contact_or_another_link_of_the_page_is_noticed(read, make_contact, vpn):
    mail = RecurringIssue.objects.create(slug="mail", title="Mail is late")
    link = link_content(issue=vpn, content_kind="article", content_uuid=ARTICLE, since=MONDAY - timedelta(days=1))
    read()
    contact = make_contact(minutes=60, issues=[vpn])
    catch_up()
    assert FoldedEpisode.objects.get().state == "contacted"
    link_contact(contact=contact, issues=[mail])
    catch_up()
    assert FoldedEpisode.objects.get().state == "silent"
    end_link(link=link, at=MONDAY - timedelta(hours=1))
    catch_up()
    assert FoldedEpisode.objects.get().issue is None
    assert_ledger_is_right()


def test_the_number_of_lines_is_never_edited(read):
    read()
    catch_up()
    line = LedgerLine.objects.get()
    with pytest.raises(AppendOnlyError):
        line.save()
    with pytest.raises(AppendOnlyError):
        LedgerLine.objects.update(state="silent")


def test_an_episode_whose_events_were_erased_stays_and_can_still_be_ended(read, make_contact):
    read(minutes=0)
    read(minutes=5, content=OTHER_ARTICLE)
    catch_up()
    Event.objects.filter(content_uuid=ARTICLE).delete()
    kept = set(FoldedEpisode.objects.values_list("key", flat=True))
    make_contact(minutes=60)
    catch_up()
    assert set(FoldedEpisode.objects.values_list("key", flat=True)) == kept
    assert FoldedEpisode.objects.filter(state="contacted").count() == 1
    assert FoldedExposure.objects.count() == 2


def test_rows_that_may_not_be_visible_yet_are_waited_for(read):
    old, young = read("p1"), read("p2")
    now = young.received_at
    Event.objects.filter(pk=old.pk).update(received_at=now - timedelta(seconds=11))
    assert fold_batch(now=now, lag=timedelta(seconds=10)) == 1
    assert LedgerPosition.objects.get().event_id == old.pk
    assert fold_batch(now=now + timedelta(seconds=10), lag=timedelta(seconds=10)) == 1


def random_rows(seed, make_event, make_contact, issues):
    """Makers of rows, not yet called: in whichever order they are called, it is the same world."""
    rng = random.Random(seed)
    makers = []
    for number in range(160):
        person = f"p{rng.randrange(9)}" if rng.random() < 0.6 else ""
        visit = f"v{rng.randrange(12)}" if not person or rng.random() < 0.3 else ""
        fields = {
            "person": person,
            "visit_key": visit,
            "minutes": rng.randrange(0, 20_000) + number / 1000,
            "content": rng.choice([ARTICLE, OTHER_ARTICLE]),
        }
        name = rng.choice(["qualified_read", "qualified_read", "short_read", "vote", "form_open"])
        if name == "vote":
            fields["payload"] = {"answer": rng.choice(["yes", "no", "browsing"])}
        elif name != "form_open":
            fields["payload"] = READ | {"dwell_s": 60 if name == "qualified_read" else 3}
        fields["actor_class"] = rng.choices(["person", "bot", "staff"], [18, 1, 1])[0]
        makers.append(lambda name=name, fields=fields: make_event(name, **fields))
    for number in range(40):
        fields = {
            "person": f"p{rng.randrange(9)}" if rng.random() < 0.7 else "",
            "email_key": f"m{rng.randrange(6)}" if rng.random() < 0.5 else "",
            "visit_key": f"v{rng.randrange(12)}" if rng.random() < 0.3 else "",
            "minutes": rng.randrange(0, 25_000) + number / 1000,
            "issues": rng.choice([(), (issues[0],), (issues[1],)]),
            "kind": rng.choice(["problem", "problem", "unclassified", "order"]),
        }
        makers.append(lambda fields=fields: make_contact(**fields))
    return makers


@pytest.mark.parametrize("seed", range(4))
def test_w20_any_split_and_order_of_the_same_rows_has_the_same_hash(seed, make_event, make_contact, vpn):
    mail = RecurringIssue.objects.create(slug="mail", title="Mail is late", parent=vpn)
    vpn.content_links.create(content_kind="article", content_uuid=ARTICLE, valid_from=MONDAY - timedelta(days=1))
    rng = random.Random(seed + 100)
    hashes = set()
    for attempt in range(3):
        for model in (FoldedExposure, FoldedEpisode, LedgerLine, LeftOutEvent, LedgerPosition, LedgerChange, Event, Contact):
            model.objects.all().delete()
        makers = random_rows(seed, make_event, make_contact, [vpn, mail])
        rng.shuffle(makers)
        clock = MONDAY + timedelta(days=30)
        while makers:
            size = rng.randrange(1, 90)
            part, makers = makers[:size], makers[size:]
            for make in part:
                make()
            clock += timedelta(minutes=1)
            catch_up(clock, rows=rng.choice([7, 40, 500]))
        catch_up()
        assert_ledger_is_right()
        hashes.add(ledger_hash())
        assert attempt == 0 or len(hashes) == 1
    assert LedgerLine.objects.filter(amount=1).count() > 20


def test_a_crowd_at_one_visit_or_address_is_not_dragged_along(read, make_contact):
    for number in range(60):
        read(f"p{number}", minutes=number, visit_key="kiosk")
        make_contact(person=f"p{number}", minutes=number + 200, email_key="shared")
    read("", minutes=5, visit_key="kiosk")
    make_contact(person="", minutes=300, email_key="shared", visit_key="kiosk")
    catch_up(rows=15)
    assert_ledger_is_right()


def test_the_nightly_comparison_is_quiet_when_all_is_right_and_loud_when_not(read, make_contact, caplog):
    for number in range(6):
        read(f"p{number}", minutes=number)
    make_contact(person="p3", minutes=60)
    now = MONDAY + timedelta(days=20)
    assert compare_day(MONDAY.date(), now=now) is None, "the fold has not caught up"
    catch_up(now)
    assert compare_day(MONDAY.date(), now=now) is False
    assert not LedgerDifference.objects.exists()
    keys = list(FoldedEpisode.objects.order_by("first_ts").values_list("key", flat=True))
    FoldedEpisode.objects.filter(key=keys[0]).update(answer="yes")
    FoldedExposure.objects.filter(episode=keys[1]).delete()
    FoldedEpisode.objects.filter(key=keys[1]).delete()
    FoldedEpisode.objects.filter(key=keys[2]).update(state="solved_said")
    found = compare_day(MONDAY.date(), now=now)
    assert (found.missing, found.unexpected, sorted(found.changed)) == ([keys[1]], [], sorted([keys[0], keys[2]]))
    assert "is not what its raw rows say" in caplog.text


def test_a_day_is_compared_once_a_night(read):
    read()
    now = MONDAY + timedelta(days=20)
    catch_up(now)
    assert [check_a_day(now=now + timedelta(hours=hours)) for hours in (0, 1, 24)] == [1, 0, 1]
    assert not LedgerDifference.objects.exists()


def test_a_young_site_has_no_day_to_compare(read):
    assert check_a_day(now=MONDAY) == 0
    read()
    catch_up(MONDAY + timedelta(days=3))
    assert check_a_day(now=MONDAY + timedelta(days=3)) == 0


def test_a_contact_whose_event_was_lost_gets_it_once(make_contact, make_event):
    lost = make_contact(channel="form", visit_key="v1")
    known = make_contact(channel="form", person="p2")
    make_event("form_submitted", person="p2", external_id=f"contact:{known.reference}")
    make_contact(channel="phone")
    make_contact(channel="form", source="other desk", external_id="1")
    assert [reconcile_contacts(now=LATER) for _time in range(2)] == [1, 0]
    made = Event.objects.get(external_id=f"contact:{lost.reference}")
    assert (made.type, made.person_key, made.visit_key, made.ts) == ("form_submitted", "p1", "v1", lost.ts)
    assert reconcile_contacts(now=MONDAY) == 0, "its own request may still be writing"


def test_old_episodes_forget_their_person_and_go_with_the_events(read, make_contact):
    read()
    catch_up()
    lines = LedgerLine.objects.count()
    assert forget_old_episodes(now=MONDAY + timedelta(days=99)) == 0
    assert forget_old_episodes(now=MONDAY + timedelta(days=101)) == 1
    assert FoldedEpisode.objects.get().follower == ""
    forget_old_episodes(now=MONDAY + timedelta(days=397))
    assert not FoldedEpisode.objects.exists()
    assert LedgerLine.objects.count() == lines


def test_starting_over_ends_in_the_same_ledger(read, make_contact, capsys):
    for number in range(5):
        read(f"p{number}", minutes=number)
    make_contact(minutes=30, channel="phone")
    call_command("fold_ledger", "--hash")
    first = capsys.readouterr().out.splitlines()
    call_command("fold_ledger", "--from-scratch", "--hash")
    assert capsys.readouterr().out.splitlines()[-1] == first[-1]
    assert first[0] == "6 rows folded, 0 episodes went on in time"
