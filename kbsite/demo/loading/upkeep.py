"""What happens to Lumo's articles after they are written: owners, reviews, a flag, and an article that was an answer."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from articles.flagging import raise_flag
from articles.models import (
    REASONS_OF,
    Answer,
    ArticlePage,
    ArticleSource,
    ArticleVote,
    Confidence,
    FlagReason,
    ImportedArticle,
    SectionPage,
    VoteReason,
)
from articles.promoting.drafting import draft_from
from articles.promoting.proposing import ArticleText
from articles.promoting.topics import KIND, find
from deflection.models import Event
from forum.models import AcceptedReply, ImportedTopic
from kbsite.accounts.models import User
from kbsite.demo.content import table_of
from kbsite.demo.loading import SOURCE
from kbsite.demo.loading.articles import section_key
from kbsite.notifications.mail import no_mail

OWNER = "chi"


def load_upkeep(*, today: date, people: Mapping[str, User]) -> None:
    """Once, with the articles' owner; without mail."""
    told = table_of("upkeep.json")
    owner = people[OWNER]
    imported = ArticlePage.objects.filter(imported_as__source=SOURCE)
    if not imported.filter(owner=None).exists():
        return
    with no_mail():
        imported.update(owner=owner)
        for row in told["reviews"]:
            article = _article(row["article"])
            article.review_by = today + timedelta(days=row["review_in_days"])
            article.save_revision(user=owner, log_action=True).publish(user=owner)
        for row in told["flags"]:
            raise_flag(
                article=_article(row["article"]),
                reason=FlagReason(row["reason"]),
                comment=row["comment"],
                by=people[row["by"]],
            )
        for row in told["written_up"]:
            _write_up(dict(row), people=people, publisher=owner)


def load_votes() -> None:
    """The answers that the simulated readers gave at the end of articles, as votes: the same answers as in the report.

    They were given to the version as it was imported. About every other one says why.
    """
    if ArticleVote.objects.filter(article__imported_as__source=SOURCE).exists():
        return
    pages = {
        (page.translation_key, page.locale.language_code): page
        for page in ArticlePage.objects.filter(imported_as__source=SOURCE).select_related("locale", "imported_as")
    }
    given = Event.objects.filter(source=SOURCE, type="vote", content_kind="article", actor_class="person").order_by("ts", "pk")
    votes: dict[tuple[int, str], ArticleVote] = {}
    for event in given:
        page = pages.get((event.content_uuid, event.language))
        if page is not None:
            key = salted_hmac("kbsite.demo.votes", f"{event.person_key or event.visit_key}:{page.pk}").hexdigest()
            answer = Answer.LOOKING if event.payload["answer"] == "browsing" else Answer(event.payload["answer"])
            vote = ArticleVote(
                article=page, revision_id=page.imported_as.revision_id, voter_key=key, answer=answer, created_at=event.ts
            )
            # Who answers once more has changed their mind.
            votes[page.pk, key] = vote
    moments = [vote.created_at for vote in votes.values()]
    saved = ArticleVote.objects.bulk_create(votes.values())
    for vote, moment in zip(saved, moments, strict=True):
        vote.created_at = vote.changed_at = moment
    ArticleVote.objects.bulk_update(saved, ["created_at", "changed_at"], batch_size=200)
    VoteReason.objects.bulk_create(
        VoteReason(vote=vote, reason=reasons[vote.pk % len(reasons)])
        for vote in saved
        if (reasons := REASONS_OF[Answer(vote.answer)]) and vote.pk % 2
    )


def written_up() -> QuerySet[ArticlePage]:
    """Articles that grew from answers of the demo's topics."""
    topics = ImportedTopic.objects.filter(source=SOURCE).values_list("topic__key", flat=True)
    grown = ArticleSource.objects.filter(kind=KIND, key__in=[str(key) for key in topics], is_update=False)
    return ArticlePage.objects.filter(pk__in=grown.values("article"))


def _write_up(row: dict, *, people: Mapping[str, User], publisher: User) -> None:
    by = people[row.pop("by")]
    accepted = AcceptedReply.objects.filter(
        topic__pk__in=ImportedTopic.objects.filter(source=SOURCE, external_id=row.pop("topic")).values("topic")
    )
    section = SectionPage.objects.get(translation_key=section_key(row.pop("section")), locale__language_code="en")
    source = find(by, str(accepted.order_by("pk").values_list("post", flat=True)[0]))
    text = ArticleText(**row | {"tags": tuple(row["tags"])})
    article = draft_from(source, by=by, section=section, text=text).article
    article.confidence = Confidence.VALIDATED
    article.save_revision(user=publisher, log_action=True).publish(user=publisher)


def _article(name: str) -> ArticlePage:
    return ImportedArticle.objects.get(source=SOURCE, external_id=name, language="en").page
