from django.urls import path

from forum.views import asking, doubting, feeds, lists, moderation, pressing, replying, topic

app_name = "forum"
urlpatterns = [
    path("", lists.index, name="index"),
    path("board/<slug:slug>/", lists.board, name="board"),
    path("feed/", feeds.all_topics, name="feed"),
    path("board/<slug:slug>/feed/", feeds.board, name="board_feed"),
    path("ask/", asking.ask, name="ask"),
    path("ask/suggestions/", asking.suggestions, name="suggestions"),
    path("preview/", asking.preview, name="preview"),
    path("post/<int:pk>/", topic.post, name="post"),
    path("post/<int:pk>/history/", topic.history, name="history"),
    path("post/<int:pk>/edit/", replying.edit, name="edit"),
    path("post/<int:pk>/helpful/", pressing.helpful, name="helpful"),
    path("post/<int:pk>/accept/", pressing.accept, name="accept"),
    path("post/<int:pk>/withdraw/", pressing.withdraw, name="withdraw"),
    path("post/<int:pk>/no-longer-works/", doubting.doubt, name="doubt"),
    path("post/<int:pk>/works/", doubting.settle, name="settle"),
    path("post/<int:pk>/hide/", moderation.hide_post, name="hide_post"),
    path("post/<int:pk>/unhide/", moderation.unhide_post, name="unhide_post"),
    path("<int:pk>/", topic.topic, name="topic_short"),
    path("<int:pk>-<slug:slug>/", topic.topic, name="topic"),
    path("<int:pk>/reply/", replying.reply, name="reply"),
    path("<int:pk>/me-too/", pressing.me_too, name="me_too"),
    path("<int:pk>/unhide/", moderation.unhide_topic, name="unhide_topic"),
    path("<int:pk>/lock/", moderation.lock_topic, name="lock_topic"),
    path("<int:pk>/unlock/", moderation.unlock_topic, name="unlock_topic"),
    path("<int:pk>/pin/", moderation.pin_topic, name="pin_topic"),
    path("<int:pk>/needs-information/", moderation.needs_information, name="needs_information"),
]
