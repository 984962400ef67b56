import pytest
from django.contrib.auth.models import AnonymousUser

from forum.accepting import accept_reply, withdraw_acceptance
from forum.arranging import save_board
from forum.findable import build_documents
from forum.models import Board
from forum.moderating import hide_post, hide_topic
from forum.posting import reply_to_topic, start_topic
from kbsite.search.indexing import drain
from kbsite.search.querying import search


def document(topic):
    return next(iter(build_documents([topic.pk])), None)


def test_a_document_holds_question_replies_and_the_solution_apart(topic, reply, ana, dov):
    reply_to_topic(topic=topic, by=dov, source="A hotspot helped me.")
    accept_reply(post=reply, by=ana)
    made = document(topic)
    assert made.title == "VPN drops every hour"
    assert made.body == "It drops on the hour.\n\nA hotspot helped me."
    assert made.answers == "Keep the sign-in page of the hotel open."
    assert made.summary == made.answers
    assert (made.solved, made.tags, made.section, made.section_path, made.audience) == (
        True,
        ("vpn",),
        "Remote work",
        "community/remote",
        "public",
    )


def test_a_withdrawn_or_hidden_answer_is_no_answer(topic, reply, ana, mo):
    accept_reply(post=reply, by=ana)
    withdraw_acceptance(post=reply, by=ana)
    assert (document(topic).answers, document(topic).solved) == ("", False)
    accept_reply(post=reply, by=ana)
    hide_post(post=reply, by=mo, reason="An address in it")
    assert "sign-in page" not in str(document(topic))


def test_a_hidden_topic_has_no_document(topic, mo):
    hide_topic(topic=topic, by=mo, reason="Spam")
    assert document(topic) is None


def test_boards_inside_boards_make_the_path_and_the_audience(staff_board, ben):
    inner = save_board(board=Board(slug="inner", title_en="Inner", parent=staff_board))
    made = document(start_topic(board=inner, by=ben, title="Inside", source="Text."))
    assert (made.section_path, made.audience) == ("community/desk/inner", "staff")


def test_documents_cost_the_same_for_2_topics_and_for_20(make_topics, django_assert_num_queries):
    few = make_topics(2)
    many = few + make_topics(18)
    for topics in (few, many):
        with django_assert_num_queries(5):
            assert len(list(build_documents([topic.pk for topic in topics]))) == len(topics)


@pytest.mark.parametrize("words", ["vpn drops hour", "hotel sign-in page"])
def test_a_topic_is_found_by_its_question_and_by_its_answer(topic, reply, words):
    drain()
    page = search(user=AnonymousUser(), terms=words, language="en")
    assert [(hit.kind, hit.object_id) for hit in page.hits] == [("topic", topic.pk)]
