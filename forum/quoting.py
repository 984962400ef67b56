from forum.models import Post
from kbsite.text.plain import plain_text

# A quotation reminds; the whole text stands above it anyway.
QUOTED_CHARS = 1_200


def quoted(post: Post) -> str:
    """The words of a post as a Markdown quotation. Quotations inside it stay out, as far as the source tells them."""
    text = post.source if post.source_format == "markdown" else plain_text(post.html)
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    words = "\n".join(lines).strip()
    if len(words) > QUOTED_CHARS:
        words = words[:QUOTED_CHARS].rsplit(" ", 1)[0] + " …"
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
