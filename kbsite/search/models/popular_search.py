from django.db import models


class PopularSearch(models.Model):
    """What many people look for and find, in their words. Replaced as a whole by the worker; never edited."""

    language = models.CharField(max_length=10)
    place = models.PositiveSmallIntegerField()
    terms = models.CharField(max_length=200)
    lemmas = models.CharField(max_length=300)
    visits = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["language", "place"], name="search_popular_place_once")]

    def __str__(self) -> str:
        return self.terms
