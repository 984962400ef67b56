"""schema.org QAPage for search engines: only for public questions that have an answer."""

from django.conf import settings

from forum.reading import PostView, TopicPage
from kbsite.text.plain import plain_text

# A page carries at most this many answers in its data; the accepted ones come first.
ANSWERS = 10
ANSWER_CHARS = 2_000


def question_page(page: TopicPage) -> dict[str, object] | None:
    """The data of a first page, or None where it would say nothing true: no answer yet, not public, a later page."""
    answers = [reply for reply in page.replies if not reply.post.is_hidden]
    if not page.is_public or page.question is None or not answers:
        return None
    accepted = [reply for reply in answers if reply.is_accepted]
    others = [reply for reply in answers if not reply.is_accepted][: max(0, ANSWERS - len(accepted))]
    address = settings.SITE_URL + page.topic.get_absolute_url()
    question = {
        "@type": "Question",
        "name": page.topic.title,
        "text": _words(page.question),
        "inLanguage": page.topic.language,
        "answerCount": page.topic.reply_count,
        "upvoteCount": page.topic.me_too_count,
        "datePublished": page.topic.created_at.isoformat(),
        "author": _author(page.question),
        "url": address,
        "suggestedAnswer": [_answer(reply, address) for reply in others],
    }
    if accepted:
        question["acceptedAnswer"] = [_answer(reply, address) for reply in accepted]
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question}


def _answer(reply: PostView, address: str) -> dict[str, object]:
    return {
        "@type": "Answer",
        "text": _words(reply),
        "datePublished": reply.post.created_at.isoformat(),
        "upvoteCount": reply.post.helpful_count,
        "url": f"{address}#post-{reply.post.number}",
        "author": _author(reply),
    }


def _words(view: PostView) -> str:
    return plain_text(view.post.html)[:ANSWER_CHARS]


def _author(view: PostView) -> dict[str, str]:
    return {"@type": "Person", "name": view.author_name or "—"}
