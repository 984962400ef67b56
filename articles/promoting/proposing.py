"""From an answer to the first words of an article: sorted into issue, environment, resolution and cause (KCS)."""

import re
from dataclasses import dataclass

from articles.promoting.markdown_blocks import blocks_of, is_prose, joined
from articles.promoting.source import AnswerSource
from articles.promoting.tidying import LeftOut, tidy
from kbsite.text.markdown import render_markdown
from kbsite.text.plain import plain_text

TITLE_CHARS = 150
SUMMARY_CHARS = 220
# Shorter ones are "Yes." and "That is it."
SENTENCE_WORDS = 4
PARTS = ("issue", "environment", "resolution", "cause")

_BEFORE_TITLE = re.compile(
    r"^(?:(?:re|fw|fwd|vs|sv|vl|help|urgent|question|problem|issue|apua|kysymys|ongelma|kiireellinen|hjälp|fråga|akut)\s*[:!]+\s*"
    r"|\[[^\]]{1,20}\]\s*)+",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(
    r"(?:\s*[-–,.;:]?\s*(?:please help(?: me)?|help(?: me)?(?: please)?|any ideas|anyone|thanks"
    r"|apua|kiitos|auttakaa|hjälp|tack|någon som vet)"
    r"|\s*\[[^\]]{1,20}\]|[\s?!.…]+)+$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"(?:how|what|why|when|where|which|who|whose|is|are|was|were|do|does|did|can|could|should|would|will|has|have|may|might"
    r"|miten|kuinka|mikä|mitä|mitkä|miksi|missä|mistä|mihin|milloin|kuka|kenen|\w+(?:ko|kö)"
    r"|hur|vad|varför|när|var|vilken|vilket|vilka|vem|är|kan|går|får|ska|finns|har|måste)\b",
    re.IGNORECASE,
)
# The writer, the asker's question, or other posts.
_ABOUT_THE_TALK = re.compile(
    r"(?<!\w)(?:(?-i:I)(?:['’](?:m|d|ve|ll))?|my|me|mine|your (?:question|example|post|problem)"
    r"|(?:the|this) (?:question|comments?|thread)|(?:my|the) (?:answer|comment|post) above|@\w+"
    r"|minä|minun|minua|minulla|kysymy\w*|vastau\w* yllä|jag|mig|min|mitt|mina|frågan|inlägget)(?!\w)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# What a reader compares their own machine with.
_ENVIRONMENT = re.compile(
    r"\b(?:(?:Microsoft |MS )?(?:Windows(?: Server)?|macOS|Mac OS X?|iOS|iPadOS|Android|Ubuntu|Debian|Fedora|Office|Outlook|Excel"
    r"|Chrome|Firefox|Edge|Safari|Thunderbird|Teams)(?: ?(?:v|version )?\d[\w.]*(?: (?-i:\d{2}H\d)\b)?)|Linux"
    r"|(?:version|versio|verkkoversio|v)\.? ?\d+(?:\.\d+){0,3})\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:the (?:reason|cause)\b|(?:is|was|are) (?:caused by|due to|because)\b|(?:this|it) happens (?:because|when)\b"
    r"|syy(?:nä)? (?:on|oli|tähän)\b|(?:tämä )?johtuu\b|aiheutuu\b"
    r"|beror (?:det )?på\b|orsaken (?:är|var|till)\b|orsakas av\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ArticleText:
    """The words of an article in parts; Markdown but title, summary and tags."""

    title: str
    summary: str = ""
    issue: str = ""
    environment: str = ""
    resolution: str = ""
    cause: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """`left_out` by the part that it was taken from."""

    text: ArticleText
    left_out: tuple[tuple[str, LeftOut], ...]


def propose(source: AnswerSource) -> Proposal:
    """What a person finds on the screen and then changes. Pure: the same source gives the same words."""
    question = tidy(source.question, names=source.names, thread=source.thread)
    answer = tidy(source.answer, names=source.names, thread=f"{source.question}\n{source.thread}")
    resolution, cause = _cause_apart(answer.text)
    text = ArticleText(
        title=issue_statement(source.title),
        summary=_in_short(resolution),
        issue=question.text,
        environment=_environment(source, question.text),
        resolution=resolution,
        cause=cause,
        tags=source.tags,
    )
    left_out = [("issue", one) for one in question.left_out] + [("resolution", one) for one in answer.left_out]
    return Proposal(text=text, left_out=tuple(left_out))


def issue_statement(title: str) -> str:
    """A topic's title as the issue in the customer's own words, without calls for help. A question stays one: "Is it good to
    wait?" without its mark would be an answer."""
    whole = _BEFORE_TITLE.sub("", " ".join(title.split())) or title
    tail = _AFTER_TITLE.search(whole)
    words = (whole[: tail.start()] if tail else whole) or whole
    mark = "?" if tail and "?" in tail[0] and _QUESTION.match(words) else ""
    return (words[:1].upper() + words[1:])[: TITLE_CHARS - len(mark)] + mark


def _in_short(resolution: str) -> str:
    """The first sentences of the resolution that say something to everybody, whole; none when it opens with a list or code."""
    first = next(iter(blocks_of(resolution)), "")
    if not is_prose(first):
        return ""
    sentences = _SENTENCE_END.split(" ".join(plain_text(render_markdown(first)).split()))
    # Later ones lean on what was said before them.
    begin = next((place for place, one in enumerate(sentences[:2]) if _says_something(one)), len(sentences))
    said = ""
    for sentence in sentences[begin:]:
        if len(f"{said} {sentence}") > SUMMARY_CHARS or not _says_something(sentence):
            break
        said = f"{said} {sentence}".strip()
    return said


def _says_something(sentence: str) -> bool:
    """Not "Yes.", nothing that only leads to what follows, and nothing about the writer or the thread."""
    return (
        len(sentence.split()) >= SENTENCE_WORDS
        and not sentence.endswith((":", "…", "..."))
        and not _ABOUT_THE_TALK.search(sentence)
    )


def _environment(source: AnswerSource, question: str) -> str:
    """Systems and versions that were named, each once, as a list."""
    named = [source.product.name] if source.product else []
    named += [" ".join(match[0].split()) for match in _ENVIRONMENT.finditer(question)]
    distinct = {name.lower(): name for name in named}
    # "Windows 11" says all that "windows" says.
    kept = [name for key, name in distinct.items() if not any(key != other and other.startswith(f"{key} ") for other in distinct)]
    return "\n".join(f"- {name}" for name in kept)


def _cause_apart(answer: str) -> tuple[str, str]:
    """The one paragraph that says why, when the answer has more than it and there is exactly one."""
    blocks = blocks_of(answer)
    places = [place for place, block in enumerate(blocks) if is_prose(block) and _CAUSE.search(block)]
    if len(places) != 1 or len(blocks) < 2:
        return answer, ""
    (place,) = places
    return joined(blocks[:place] + blocks[place + 1 :]), blocks[place]
