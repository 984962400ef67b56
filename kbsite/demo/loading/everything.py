"""The order of loading, and the way back."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import ArticlePage, ImportedArticle, SectionPage
from deflection.ledger.folding import fold_everything
from deflection.ledger.rebuilding import start_ledger_over
from deflection.models import Contact, ContentIssue, Event, ForeignContent, RecurringIssue
from forum.models import Board, ImportedTopic, Topic
from kbsite.accounts.models import User
from kbsite.demo.content import rows_of
from kbsite.demo.loading import DOMAIN, SOURCE
from kbsite.demo.loading.articles import article_references, load_articles, load_sections, section_key
from kbsite.demo.loading.desk import form_key, load_desk
from kbsite.demo.loading.measured import load_issues, load_world
from kbsite.demo.loading.people import demo_accounts, load_people, load_products
from kbsite.demo.loading.searches import load_curation, load_searches, remove_searches
from kbsite.demo.loading.topics import load_boards, load_topics, topic_references
from kbsite.demo.loading.upkeep import load_upkeep, load_votes, written_up
from kbsite.demo.world import simulate_world
from kbsite.search.changes import mark_changed
from kbsite.visitors.keys import person_keys_of_account


@transaction.atomic
def load_everything(*, now: datetime | None = None, tell: Callable[[str], None] = lambda text: None) -> list[str]:
    """Bring in the whole demo; what is there already stays. Returns what was refused, which should be nothing.

    One transaction: a start that is interrupted leaves no half of a company, and some hundred waits for the disk become one.
    """
    now = timezone.localtime(now)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    tell("people and products")
    people = load_people()
    load_products()
    tell("articles in three languages")
    load_sections()
    refused = load_articles(today=now.date())
    tell("topics")
    load_boards()
    refused += load_topics(midnight=midnight, people=people)
    references = article_references() | topic_references()
    tell("what the articles went through")
    load_upkeep(today=now.date(), people=people)
    tell("recurring issues, eighteen weeks of visits and contacts")
    refused += load_issues(midnight=midnight, references=references)
    # A second loading must not simulate further days on top of the first: the world is made once.
    if not Event.objects.filter(source=SOURCE).exists():
        refused += load_world(simulate_world(now=now), references=references)
    load_votes()
    tell("searches, synonyms and picks")
    load_curation()
    load_searches(midnight=midnight)
    tell("the desk's contacts")
    load_desk(midnight=midnight, people=people, references=references, titles=_titles())
    tell("what the visits came to")
    fold_everything()
    return refused


def _titles() -> dict[str, str]:
    titles = {f"article:{row['id']}": row["title"] for row in rows_of("articles.jsonl") if row["lang"] == "en"}
    return titles | {f"topic:{row['id']}": row["title"] for row in rows_of("topics.jsonl")}


@transaction.atomic
def remove_everything() -> dict[str, int]:
    """Delete what the demo brought and what its accounts did since. Returns counts by kind.

    Posts that demo accounts wrote in other people's topics stay, without their author: others have answered them.
    """
    accounts = demo_accounts()
    removed = {}
    contacts = Contact.objects.filter(source=SOURCE) | Contact.objects.filter(user__in=accounts)
    contacts |= Contact.objects.filter(correspondence__email__endswith=f"@{DOMAIN}")
    contacts |= Contact.objects.filter(correspondence__form_token__in=_desk_tokens())
    # Episodes of real readers are folded again by the worker; those of the demo have no rows any more.
    start_ledger_over()
    made_up_for = [f"contact:{reference}" for reference in contacts.values_list("reference", flat=True)]
    removed["contacts"] = _delete(Contact.objects.filter(pk__in=list(contacts.values_list("pk", flat=True))))
    events = Event.objects.filter(source=SOURCE) | Event.objects.filter(person_key__in=_person_keys(accounts))
    removed["events"] = _delete(events | Event.objects.filter(source="site", external_id__in=made_up_for))
    # Before the topics: an article that grew from an answer is known by its topic.
    removed["articles"] = _remove_articles()
    topics = list(
        (
            Topic.objects.filter(pk__in=ImportedTopic.objects.filter(source=SOURCE).values("topic"))
            | Topic.objects.filter(asker__in=accounts)
        )
        .distinct()
        .values_list("pk", flat=True)
    )
    mark_changed(kind="topic", ids=topics)
    removed["topics"] = _delete(Topic.objects.filter(pk__in=topics))
    removed["boards"] = _delete(
        Board.objects.filter(slug__in=[row["slug"] for row in rows_of("boards.json")], topics__isnull=True)
    )
    removed["searches"] = remove_searches()
    slugs = [row["slug"] for row in rows_of("issues.jsonl") if "slug" in row]
    ContentIssue.objects.filter(issue__slug__in=slugs).delete()
    removed["issues"] = sum(_remove_issue(slug) for slug in reversed(slugs))
    ForeignContent.objects.filter(name__startswith="demo:").delete()
    removed["people"] = _delete(accounts)
    return removed


def _person_keys(accounts: QuerySet[User]) -> list[str]:
    """Under which the accounts were measured since; keys of dead secrets are gone, and with them the way to their rows."""
    keys = [person_keys_of_account(account) for account in accounts.values_list("uuid", flat=True)]
    return [key for pair in keys for key in (pair.current, pair.previous) if key]


def _desk_tokens() -> list[uuid.UUID]:
    return [form_key(row["id"]) for row in rows_of("desk_contacts.jsonl")]


def _remove_articles() -> int:
    pages = ArticlePage.objects.filter(pk__in=ImportedArticle.objects.filter(source=SOURCE).values("page"))
    count = 0
    for page in [*pages, *written_up()]:
        page.delete()
        count += 1
    for row in rows_of("sections.json"):
        for section in SectionPage.objects.filter(translation_key=section_key(row["slug"])):
            if not section.get_children().exists():
                section.delete()
    return count


def _remove_issue(slug: str) -> int:
    """An issue that real contacts or events use by now stays."""
    issue = RecurringIssue.objects.filter(slug=slug).first()
    if issue is None or issue.events.exists() or issue.contact_links.exists() or issue.children.exists():
        return 0
    issue.delete()
    return 1


def _delete(rows) -> int:
    count = rows.count()
    rows.delete()
    return count
