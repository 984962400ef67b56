import pytest

from forum.models import Board, Topic


def address_of(model: str, *parts: str) -> str:
    return "/".join(("/admin", model, *parts, ""))


@pytest.mark.parametrize(("who", "is_allowed"), [("mo", True), ("olga", True), ("ben", False), ("chi", False)])
@pytest.mark.parametrize("model", ["board", "topic"])
def test_moderators_and_owners_file_boards_and_topics(as_user, topic, who, is_allowed, model, request):
    response = as_user(request.getfixturevalue(who)).get(address_of(model))
    assert (response.status_code == 200) is is_allowed
    if is_allowed:
        assert (topic.title if model == "topic" else topic.board.title_en) in response.content.decode()


def board_fields(**fields) -> dict:
    return {"title_en": "Mail", "slug": "mail", "audience": "public", "sort_order": 3, **fields}


def test_a_board_is_made_and_narrowed_through_the_verb(as_user, staff_board, mo):
    person = as_user(mo)
    person.post(address_of("board", "new"), board_fields(parent=staff_board.pk))
    board = Board.objects.get(slug="mail")
    assert (board.audience, board.effective_audience) == ("public", "staff")
    person.post(address_of("board", "edit", str(board.pk)), board_fields(audience="signed_in", parent=""))
    board.refresh_from_db()
    assert (board.parent, board.effective_audience) == (None, "signed_in")


def test_a_circle_of_boards_is_refused(as_user, board, mo):
    response = as_user(mo).post(address_of("board", "edit", str(board.pk)), board_fields(parent=board.pk))
    assert "A board cannot stand inside itself." in response.content.decode()


def test_a_board_with_topics_is_not_deleted_and_an_empty_one_is(as_user, topic, staff_board, mo):
    person = as_user(mo)
    person.post(address_of("board", "delete", str(topic.board_id)))
    person.post(address_of("board", "delete", str(staff_board.pk)))
    assert set(Board.objects.values_list("slug", flat=True)) == {"remote", "general"}


def test_a_topic_is_moved_through_the_verb(as_user, topic, staff_board, mo, dov):
    response = as_user(mo).post(
        address_of("topic", "edit", str(topic.pk)), {"board": staff_board.pk, "product": "", "language": "sv"}
    )
    assert response.status_code == 302
    topic.refresh_from_db()
    assert (topic.board, topic.language) == (staff_board, "sv")
    assert not Topic.objects.visible_to(dov).exists()


@pytest.mark.parametrize("act", ["new", "delete"])
def test_nobody_makes_or_deletes_topics_in_the_admin(as_user, topic, mo, act):
    address = address_of("topic", act) if act == "new" else address_of("topic", act, str(topic.pk))
    as_user(mo).post(address, {"board": topic.board_id, "language": "en"})
    assert list(Topic.objects.all()) == [topic]
