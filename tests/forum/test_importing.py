import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from forum.importing import import_topics, loading
from forum.models import AcceptedReply, ImportedTopic, Post, Topic
from kbsite.accounts.models import User
from kbsite.search.models import Change

DAY = datetime.timedelta(days=1)


def thread(number=1, **fields) -> dict:
    return {
        "id": f"t-{number}",
        "title": f"Why does thread {number} stop?",
        "body": "<p>It <b>stops</b> every time.</p>",
        "format": "html",
        "tags": ["Alpha", "beta"],
        "category": "coffee.example.com",
        "created": "2016-08-02T15:39:14.947",
        "author": "u1",
        "views": 154,
        "score": 5,
        "closed": False,
        "answers": [
            {
                "id": 12,
                "body": "<p>Later.</p>",
                "score": -2,
                "accepted": False,
                "created": "2016-08-04T00:00:00.000Z",
                "author": "u2",
            },
            {"id": 11, "body": "<p>First.</p>", "score": 10, "accepted": True, "created": "2016-08-03T00:00:00", "author": "u3"},
        ],
        "url": "https://forum.example/t/1",
        **fields,
    }


def as_lines(*records) -> list[bytes]:
    return [record if isinstance(record, bytes) else json.dumps(record).encode() for record in records]


@pytest.mark.django_db
def test_a_thread_arrives_with_its_answers_in_order():
    outcome = import_topics(as_lines(thread()), source="coffee")
    topic = Topic.objects.get()
    assert (outcome.topics_created, outcome.replies_created, outcome.refused) == (1, 2, [])
    assert (topic.board.slug, topic.board.title) == ("coffee-example-com", "coffee.example.com")
    assert (topic.post_count, topic.reply_count, topic.accepted_count, topic.view_count) == (3, 2, 1, 154)
    assert (topic.created_at.isoformat(), topic.last_post_at.isoformat()) == (
        "2016-08-02T15:39:14.947000+00:00",
        "2016-08-04T00:00:00+00:00",
    )
    posts = list(topic.posts.order_by("number"))
    assert [(post.number, post.author.display_name, post.helpful_count) for post in posts] == [
        (1, "u1", 5),
        (2, "u3", 10),
        (3, "u2", 0),
    ]
    assert posts[0].html == "<p>It <strong>stops</strong> every time.</p>"
    assert AcceptedReply.objects.get().post == posts[1]
    assert sorted(topic.tags.names()) == ["alpha", "beta"]
    assert Change.objects.filter(kind="topic", object_id=topic.pk).exists()


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_a_later_answer_is_added():
    import_topics(as_lines(thread()), source="coffee")
    before = (list(Topic.objects.values()), list(Post.objects.values()), User.objects.count(), Change.objects.count())
    outcome = import_topics(as_lines(thread()), source="coffee")
    assert (outcome.topics_created, outcome.replies_created, outcome.topics_unchanged) == (0, 0, 1)
    assert (list(Topic.objects.values()), list(Post.objects.values()), User.objects.count(), Change.objects.count()) == before
    later = thread()
    later["answers"].append({"id": 13, "body": "<p>Now.</p>", "created": "2017-01-01", "author": "u1", "accepted": True})
    outcome = import_topics(as_lines(later), source="coffee")
    topic = Topic.objects.get()
    assert (outcome.replies_created, topic.post_count, topic.reply_count, topic.accepted_count) == (1, 4, 3, 2)
    assert topic.posts.get(number=4).html == "<p>Now.</p>"


@pytest.mark.django_db
def test_the_same_id_of_another_source_is_another_thread():
    import_topics(as_lines(thread()), source="coffee")
    import_topics(as_lines(thread()), source="tea")
    assert Topic.objects.count() == 2
    assert len(set(Topic.objects.values_list("key", flat=True))) == 2


BAD_LINES = [
    (b"{not json", "not JSON"),
    (b"[1, 2]", "not a JSON object"),
    (b'{"id": "\xff"}', "UTF-8"),
    (thread(id=""), "id is missing"),
    (thread(id="x" * 121), "id is longer"),
    (thread(title="  "), "title is empty"),
    (thread(title=["a"]), "title is not text"),
    (thread(body=None), "body is missing"),
    (thread(body=7), "body is not text"),
    (thread(created="yesterday"), "created is no date"),
    (thread(created=None), "created is missing"),
    (thread(created="0001-01-01T00:00:00+14:00"), "created is"),
    (thread(created="2999-01-01"), "created is out of range"),
    (thread(created=None, days_ago=1e300), "days_ago is no number"),
    (thread(format="bbcode"), "format must be html or markdown"),
    (thread(lang="de"), "language 'de'"),
    (thread(tags="alpha"), "tags is not a list"),
    (thread(views=1e40), "views is not a number"),
    (thread(answers=[1]), "answers is not a list of objects"),
    (thread(answers=[{"id": 1, "created": "2016-01-01"}]), "answer 1: body is missing"),
    (thread(answers=[{"id": 1, "body": "a", "created": "2016-01-01"}] * 2), "two answers have the id '1'"),
    (thread(body="\ud800"), "UTF-8"),
    (thread(2, body="<p>" + "x" * 300_000), "at most 200,000 are accepted"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("bad", "reason"), BAD_LINES, ids=[reason for _bad, reason in BAD_LINES])
def test_a_bad_line_is_refused_with_its_number_and_the_rest_is_kept(bad, reason):
    outcome = import_topics(as_lines(thread(1), bad, thread(3)), source="coffee")
    assert [number for number, _reason in outcome.refused] == [2]
    assert reason in outcome.refused[0][1]
    assert sorted(ImportedTopic.objects.values_list("external_id", flat=True)) == ["t-1", "t-3"]


@pytest.mark.django_db
def test_an_id_that_stands_twice_in_a_file_is_refused_the_second_time():
    outcome = import_topics(as_lines(thread(1), thread(1, title="Another")), source="coffee")
    assert outcome.refused == [(2, "id 't-1' stands on line 1 already")]
    assert Topic.objects.get().title == "Why does thread 1 stop?"


@pytest.mark.django_db
def test_the_command_names_bad_lines_and_fails(tmp_path, capsys):
    file = tmp_path / "coffee.jsonl"
    file.write_bytes(b"\n".join(as_lines(thread(1), b"{", thread(2))) + b"\n")
    with pytest.raises(CommandError, match="1 lines were refused") as ended:
        call_command("import_topics", file)
    assert ended.value.returncode == 2
    told = capsys.readouterr()
    assert "line 2: not JSON" in told.err
    assert "imported 2 topics and 4 replies; 0 topics were here already; 1 lines refused" in told.out
    assert set(ImportedTopic.objects.values_list("source", flat=True)) == {"coffee"}


@pytest.mark.django_db
def test_a_dry_run_writes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 2)
    file = tmp_path / "coffee.jsonl"
    file.write_bytes(b"\n".join(as_lines(*(thread(number, product="Kettle") for number in range(5)))))
    people = User.objects.count()
    call_command("import_topics", file, "--dry-run")
    assert "would import 5 topics and 10 replies" in capsys.readouterr().out
    assert (Topic.objects.count(), User.objects.count(), Change.objects.count()) == (0, people, 0)


@pytest.mark.django_db
def test_an_import_that_dies_goes_on_to_the_same_end(monkeypatch):
    monkeypatch.setattr(loading, "BATCH", 2)
    lines = as_lines(*(thread(number) for number in range(5)))
    whole = loading._Load._add_replies
    calls = []

    def die_in_the_second_batch(self, together):
        calls.extend([1] * bool(together))
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(self, together)

    monkeypatch.setattr(loading._Load, "_add_replies", die_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        import_topics(lines, source="coffee")
    assert Topic.objects.count() == 2
    monkeypatch.setattr(loading._Load, "_add_replies", whole)
    outcome = import_topics(lines, source="coffee")
    assert (outcome.topics_created, outcome.topics_unchanged) == (3, 2)
    assert (Topic.objects.count(), Post.objects.count()) == (5, 15)


@pytest.mark.django_db
def test_the_demos_shape_with_accounts_and_days_ago(ana, ben):
    record = {
        "id": "hotel",
        "lang": "en",
        "board": "remote-work",
        "product": "Lumo Connect",
        "title": "VPN drops",
        "body": "It **drops**.",
        "format": "markdown",
        "author": "ana",
        "days_ago": 24.5,
        "me_too": 41,
        "views": 641,
        "answers": [
            {"id": "a", "body": "Keep it open.", "days_ago": 24.1, "author": "ben", "accepted": True, "score": 38},
            {"id": "b", "body": "Funkar på tåget också, men inte om sidan är stängd.", "days_ago": 21.3, "author": "elin"},
        ],
    }
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    import_topics(as_lines(record), source="demo", authors={"ana": ana, "ben": ben}, counted_from=today)
    topic = Topic.objects.get()
    question, answer, swedish = topic.posts.order_by("number")
    assert (topic.asker, topic.created_at, topic.me_too_count) == (ana, today - 24.5 * DAY, 41)
    assert (topic.board.slug, topic.board.title, topic.product.name) == ("remote-work", "Remote work", "Lumo Connect")
    assert (answer.author, answer.is_by_staff, answer.language) == (ben, True, "en")
    assert (swedish.author.imported_from, swedish.is_by_staff, swedish.language) == ("demo:elin", False, "sv")


@pytest.mark.django_db
def test_hostile_html_is_harmless_and_a_closed_thread_says_so():
    record = thread(body='<script>alert(1)</script><p onclick="x()">Hi <a href="javascript:x()">there</a></p>', closed=True)
    import_topics(as_lines(record), source="coffee")
    topic = Topic.objects.get()
    assert topic.posts.get(number=1).html == "<p>Hi there</p>"
    assert (topic.is_locked, topic.lock_reason) == (True, "It was closed where it was imported from.")


@pytest.mark.django_db
def test_counters_of_an_import_are_what_a_recount_finds():
    import_topics(as_lines(*(thread(number) for number in range(3))), source="coffee")
    before = list(Topic.objects.order_by("pk").values())
    call_command("recount_forum")
    assert list(Topic.objects.order_by("pk").values()) == before
