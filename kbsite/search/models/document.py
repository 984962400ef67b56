from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One findable thing as search knows it: a copy made by its room's builder, never the truth.

    Written by `kbsite.search.indexing` only. The text index, snippets, "more like this" and the database fallback all read
    this table, so articles and topics rank together and the audience filter lives in one place.
    """

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    # The same for the language versions of one article: a result page shows the one that suits the reader best.
    content = models.CharField(max_length=80, blank=True)

    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    headings = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # Accepted replies: worth more than the discussion around them.
    answers = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    # Distinct base forms of every word above, each with a space on both sides, for engines without a lemmatiser.
    lemmas = models.TextField(blank=True)
    language = models.CharField(max_length=10)

    tags = models.JSONField(default=list, blank=True)
    section = models.CharField(max_length=255, blank=True)
    section_path = models.CharField(max_length=500, blank=True)
    products = models.JSONField(default=list, blank=True)
    solved = models.BooleanField(null=True)

    # One of kbsite.accounts.audience. Compared in the index, in the database and once more by the room itself.
    audience = models.CharField(max_length=20)
    popularity = models.FloatField(default=0)
    updated_at = models.DateTimeField()
    url = models.CharField(max_length=1000)
    # Of everything above: an unchanged document is not indexed again.
    text_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once"),
        ]
        indexes = [
            # The fallback search without words, newest first, within what a person may see.
            models.Index(fields=["audience", "-updated_at"], name="search_document_newest"),
        ]

    def __str__(self) -> str:
        return self.title
