from django.db import models


class CoRead(models.Model):
    """In how many visits two contents were both read. Replaced as a whole by the worker from what rooms tell."""

    # "article:<uuid>" or "topic:<uuid>"; each pair stands in both orders, so that one look-up finds all neighbours.
    content = models.CharField(max_length=80)
    other = models.CharField(max_length=80)
    visits = models.PositiveIntegerField()
    # Of the visits that read `content`.
    share = models.FloatField()

    class Meta:
        default_permissions = ()
        # The neighbours of one content, most visits first.
        constraints = [models.UniqueConstraint(fields=["content", "other"], name="search_co_read_once")]

    def __str__(self) -> str:
        return f"{self.content} {self.other}"
