import pytest
from django.urls import reverse

from forum.accepting import accept_reply
from forum.models import Post, Topic
from forum.posted import COOKIE
from kbsite.search.indexing import drain

ASK = "/community/ask/"
WORDS = {"title": "VPN drops every hour", "source": "It drops **always**.", "tags": "vpn, hotel"}


def test_ask_reply_accept_and_undo_without_a_script(as_user, board, ana, ben):
    asker, agent = as_user(ana), as_user(ben)
    response = asker.post(ASK, {**WORDS, "board": board.pk}, follow=True)
    topic = Topic.objects.get()
    assert response.redirect_chain[-1][0] == topic.get_absolute_url()
    assert "Your question is posted" in response.content.decode()
    response = agent.post(reverse("forum:reply", args=[topic.pk]), {"source": "Try a private window."})
    reply = Post.objects.get(number=2)
    assert response["Location"] == f"{topic.get_absolute_url()}#post-2"
    asker.post(reverse("forum:accept", args=[reply.pk]))
    assert Topic.objects.get().is_solved
    asker.post(reverse("forum:withdraw", args=[reply.pk]))
    assert not Topic.objects.get().is_solved


def test_a_question_without_a_board_goes_to_the_last_one(as_user, board, ana):
    as_user(ana).post(ASK, WORDS)
    assert Topic.objects.get().board.slug == "general"


def test_words_from_elsewhere_become_the_title(client, board):
    form = client.get(ASK, {"title": "vpn hourly", "board": "remote"}).context["form"]
    assert (form["title"].value(), form["board"].value()) == ("vpn hourly", board.pk)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("title", "Write your question in one sentence."), ("source", "Say a little more: what did you do")],
)
def test_what_was_written_survives_a_refusal(as_user, board, ana, missing, sentence):
    response = as_user(ana).post(ASK, {**WORDS, missing: " "})
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    kept = {"title": "It drops **always**.", "source": "VPN drops every hour"}[missing]
    assert kept in html
    assert not Topic.objects.exists()


def test_too_many_tags_and_a_text_that_is_too_long_are_refused(as_user, board, ana):
    response = as_user(ana).post(ASK, {**WORDS, "tags": "a,b,c,d,e,f", "source": "ä" * 30_000})
    assert response.status_code == 422
    assert sorted(response.context["form"].errors) == ["source", "tags"]


def test_a_question_survives_signing_in(as_user, client, board, ana):
    response = client.post(ASK, {**WORDS, "board": board.pk})
    assert response["Location"] == "/account/login/?next=%2Fcommunity%2Fask%2F"
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(ASK).context["form"]
    assert [form[name].value() for name in ("title", "source", "tags", "board")] == [*WORDS.values(), str(board.pk)]
    client.post(ASK, {**WORDS, "board": board.pk})
    assert Topic.objects.get().asker == ana
    assert client.get(ASK).context["form"]["title"].value() is None


def test_a_reply_survives_signing_in(client, topic, dov):
    address = reverse("forum:reply", args=[topic.pk])
    response = client.post(address, {"source": "Try this."})
    assert response["Location"] == f"/account/login/?next=%2Fcommunity%2F{topic.pk}%2Freply%2F"
    client.force_login(dov, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).context["form"]["source"].value() == "Try this."
    assert client.get(topic.get_absolute_url()).context["form"]["source"].value() == "Try this."
    assert topic.posts.count() == 1


def test_checking_and_previewing_post_nothing_and_complain_of_nothing(as_user, board, ana):
    person = as_user(ana)
    for button in ("check", "preview"):
        response = person.post(ASK, {**WORDS, "title": "", button: "1"})
        html = response.content.decode()
        assert (response.status_code, "error-summary" in html, WORDS["source"] in html) == (200, False, True)
        assert ("It drops <strong>always</strong>." in html) is (button == "preview")
    assert not Topic.objects.exists()


def test_the_preview_is_what_will_be_published(client, board):
    response = client.post("/community/preview/", {"source": "**a** <script>x</script>"})
    assert response.content.decode().strip() == "<p><strong>a</strong> &lt;script&gt;x&lt;/script&gt;</p>"


def test_a_quotation_is_put_into_the_reply(as_user, topic, reply, dov):
    address = reverse("forum:reply", args=[topic.pk])
    form = as_user(dov).get(address, {"quote": "2"}).context["form"]
    assert form["source"].value() == "> Keep the sign-in page of the hotel open.\n\n"
    for nothing in ("99", "x", "-1", "1" * 30):
        assert as_user(dov).get(address, {"quote": nothing}).context["form"]["source"].value() == ""


def test_a_sixth_question_of_a_day_waits_and_keeps_its_text(as_user, board, ana, ben):
    person = as_user(ana)
    for number in range(5):
        assert person.post(ASK, {**WORDS, "title": f"Question {number}"}).status_code == 302
    response = person.post(ASK, {**WORDS, "title": "One too many"})
    assert response.status_code == 429
    assert "One too many" in response.content.decode()
    assert Topic.objects.count() == 5


def test_a_fifth_reply_in_a_minute_waits_for_customers_but_not_for_agents(as_user, topic, dov, ben):
    address = reverse("forum:reply", args=[topic.pk])
    statuses = {
        person: [as_user(person).post(address, {"source": f"Reply {number}"}).status_code for number in range(5)]
        for person in (dov, ben)
    }
    assert statuses[dov] == [302, 302, 302, 302, 429]
    assert statuses[ben] == [302] * 5


def test_the_browser_is_told_which_draft_it_can_forget(as_user, topic, dov):
    person = as_user(dov)
    address = reverse("forum:reply", args=[topic.pk])
    assert COOKIE not in person.post(address, {"source": " "}).cookies
    assert person.post(address, {"source": "Try this."}).cookies[COOKIE].value == f"reply-{topic.pk}"


def test_editing_shows_the_source_and_saves(as_user, topic, reply, ben, dov):
    address = reverse("forum:edit", args=[reply.pk])
    person = as_user(ben)
    assert person.get(address).context["form"]["source"].value() == reply.source
    response = person.post(address, {"source": "A better text."})
    assert response["Location"] == f"{topic.get_absolute_url()}#post-2"
    assert "A better text." in Post.objects.get(pk=reply.pk).html
    assert as_user(dov).get(address).status_code == 403


def test_suggestions_are_articles_and_solved_topics(client, board, topic, reply, ana):
    address = "/community/ask/suggestions/?title=VPN drops every hour in the hotel"
    drain()
    assert [hit.object_id for hit in client.get(address).context["suggestions"]] == []
    accept_reply(post=reply, by=ana)
    drain()
    response = client.get(address)
    assert [hit.object_id for hit in response.context["suggestions"]] == [topic.pk]
    assert "Keep the sign-in page" in response.content.decode()
    assert client.get("/community/ask/suggestions/?title=VPN").context["suggestions"] == []
