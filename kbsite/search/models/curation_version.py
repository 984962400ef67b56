from django.db import models


class CurationVersion(models.Model):
    """One row. It grows with every change of a synonym or promotion, in the same transaction.

    Each process compiles them once and compares this number at every search: a change counts at once, everywhere.
    """

    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)
