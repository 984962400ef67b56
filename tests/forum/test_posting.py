import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from forum.models import Post, Topic
from forum.posting import edit_post, reply_to_topic, start_topic
from kbsite.search.models import Change


def test_a_question_is_post_one_of_its_topic(board, ana):
    topic = start_topic(board=board, by=ana, title="  VPN \n drops ", source="It **drops**.", tags=["VPN", "vpn ", ""])
    post = topic.posts.get()
    assert (topic.title, topic.slug, topic.post_count, topic.reply_count) == ("VPN drops", "vpn-drops", 1, 0)
    assert (post.number, post.author, post.is_by_staff) == (1, ana, False)
    assert "<strong>drops</strong>" in post.html
    assert [tag.name for tag in topic.tags.all()] == ["vpn"]


def test_the_language_is_told_from_the_text(board, ana):
    topic = start_topic(
        board=board, by=ana, title="VPN katkeaa tunnin välein", source="Yhteys katkeaa aina kun olen kokouksessa."
    )
    assert (topic.language, topic.posts.get().language) == ("fi", "fi")


def test_replies_are_numbered_without_a_gap_and_move_the_topic_up(topic, ben, dov):
    first = reply_to_topic(topic=topic, by=ben, source="Try this.")
    second = reply_to_topic(topic=topic, by=dov, source="Me too.")
    topic.refresh_from_db()
    assert (first.number, second.number) == (2, 3)
    assert (first.is_by_staff, second.is_by_staff) == (True, False)
    assert (topic.post_count, topic.reply_count, topic.last_post_at) == (3, 2, second.created_at)


def test_an_edit_keeps_what_was_there_before(reply, ben):
    edit_post(post=reply, by=ben, source="Keep it open in a private window.")
    reply.refresh_from_db()
    assert (reply.edit_count, reply.edited_at is not None) == (1, True)
    assert "private window" in reply.html
    assert [revision.source for revision in reply.revisions.all()] == ["Keep the sign-in page of the hotel open."]


def test_saving_the_same_text_is_no_edit(reply, ben):
    edit_post(post=reply, by=ben, source=reply.source + "  \r\n")
    reply.refresh_from_db()
    assert (reply.edit_count, reply.revisions.count()) == (0, 0)


def test_editing_the_question_can_change_its_title(topic, ana):
    edit_post(post=topic.posts.get(), by=ana, source="It drops on the hour.", title="VPN drops on hotel wifi", tags=["hotel"])
    topic.refresh_from_db()
    assert (topic.title, topic.slug) == ("VPN drops on hotel wifi", "vpn-drops-on-hotel-wifi")
    assert topic.posts.get().revisions.get().title == "VPN drops every hour"
    assert [tag.name for tag in topic.tags.all()] == ["hotel"]


@pytest.mark.parametrize(("who", "is_allowed"), [("ben", True), ("mo", True), ("dov", False), ("ana", False), ("chi", False)])
def test_who_may_edit_a_reply(reply, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        assert edit_post(post=reply, by=person, source="Another text.").source == "Another text."
    else:
        with pytest.raises(PermissionDenied, match="Only the author or a moderator can edit this"):
            edit_post(post=reply, by=person, source="Another text.")
        assert Post.objects.get(pk=reply.pk).edit_count == 0


def test_imported_html_is_not_edited(reply, ben):
    Post.objects.filter(pk=reply.pk).update(source_format="html")
    with pytest.raises(PermissionDenied, match="cannot be edited here"):
        edit_post(post=reply, by=ben, source="Another text.")


@pytest.mark.parametrize(("who", "is_allowed"), [("mo", True), ("ana", False), ("ben", False), ("dov", False)])
def test_a_locked_topic_takes_replies_of_moderators_only(topic, who, is_allowed, request):
    Topic.objects.filter(pk=topic.pk).update(is_locked=True, lock_reason="Answered in the new topic")
    person = request.getfixturevalue(who)
    if is_allowed:
        assert reply_to_topic(topic=topic, by=person, source="One more.").number == 2
    else:
        with pytest.raises(PermissionDenied, match="closed to new replies"):
            reply_to_topic(topic=topic, by=person, source="One more.")
        assert topic.posts.count() == 1


@pytest.mark.parametrize(("who", "is_allowed"), [("ben", True), ("mo", True), ("ana", False)])
def test_only_staff_ask_on_a_staff_board(staff_board, who, is_allowed, request):
    person = request.getfixturevalue(who)
    if is_allowed:
        assert start_topic(board=staff_board, by=person, title="Inside", source="Text.").board == staff_board
    else:
        with pytest.raises(PermissionDenied, match="cannot write on this board"):
            start_topic(board=staff_board, by=person, title="Inside", source="Text.")


@pytest.mark.parametrize(
    ("title", "source", "field"), [(" ", "Text.", "title"), ("A title", " \n", "source"), ("T", "<!-- -->", None)]
)
def test_an_empty_title_or_text_is_refused(board, ana, title, source, field):
    if field is None:
        # Markdown without HTML shows a comment as text: that is something written.
        assert start_topic(board=board, by=ana, title=title, source=source).pk
        return
    with pytest.raises(ValidationError) as refusal:
        start_topic(board=board, by=ana, title=title, source=source)
    assert list(refusal.value.message_dict) == [field]
    assert not Topic.objects.exists()


def test_every_act_leaves_a_change_for_search(topic, ben):
    Change.objects.all().delete()
    reply = reply_to_topic(topic=topic, by=ben, source="Try this.")
    edit_post(post=reply, by=ben, source="Try that.")
    assert list(Change.objects.values_list("kind", "object_id")) == [("topic", str(topic.pk))] * 2


def test_the_askers_reply_clears_needs_information(topic, ana, dov):
    Topic.objects.filter(pk=topic.pk).update(state=Topic.State.NEEDS_INFO)
    reply_to_topic(topic=topic, by=dov, source="I wonder too.")
    assert Topic.objects.get().state == Topic.State.NEEDS_INFO
    reply_to_topic(topic=topic, by=ana, source="It is version 4.2.")
    assert Topic.objects.get().state == Topic.State.OPEN
