"""Addresses of articles, below the language prefix. What is not named here is a page in Wagtail's tree."""

from django.urls import include, path, re_path, register_converter
from wagtail import urls as wagtail_urls
from wagtail.urls import serve_pattern

from articles import feeds
from articles.views import crediting, fixing, flagging, home, reusing, section, serving, voting, writing_up


class LanguageConverter:
    regex = "en|fi|sv"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SignedConverter:
    """A signed number (articles.fixing.links). Anything else is no address, so that no database ever sees it."""

    regex = r"\d{1,18}:[-A-Za-z0-9_]{20,100}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")
register_converter(SignedConverter, "signed")

article_urls = (
    [
        path("", section.index, name="index"),
        path("feed/", feeds.ArticleFeed(), name="feed"),
        path("vote/<int:article_id>/", voting.vote, name="vote"),
        path("vote/<int:article_id>/tell-me/", fixing.tell_me, name="tell_me"),
        path("vote/<int:article_id>/forget-me/", fixing.forget_mine, name="forget_mine"),
        path("fix/<signed:handle>/", fixing.answer, name="fix_answer"),
        path("fix/<signed:handle>/confirm/", fixing.confirm, name="fix_confirm"),
        path("fix/<signed:handle>/forget/", fixing.forget, name="fix_forget"),
        path("flag/<int:article_id>/", flagging.flag, name="flag"),
        path("write-up/<int:pk>/", writing_up.written_up, name="written_up"),
        path("write-up/<slug:kind>/<slug:answer_key>/", writing_up.write_up, name="write_up"),
        path("pick/<slug:place>/<str:key>/", reusing.pick, name="pick"),
        path("answered-by/<slug:place>/<str:key>/", reusing.answered_by, name="answered_by"),
        path("credit/<int:pk>/", crediting.credit, name="credit"),
        path("<uuid:key>/", serving.permalink, name="permalink"),
        path("<uuid:key>/feed/", feeds.SectionFeed(), name="section_feed"),
        path("<language:language>/<path:path>", serving.in_other_language, name="in_other_language"),
    ],
    "articles",
)

urlpatterns = [
    path("", home.start, name="home"),
    path("articles/", include(article_urls)),
    # Before Wagtail's own, which asks the database 5 + 2 times a step of the path; see articles.views.serving.
    re_path(serve_pattern, serving.serve_page, name="page"),
    # Names that Wagtail reverses: wagtail_serve, and the log-in of documents that a collection protects.
    path("", include(wagtail_urls)),
]
