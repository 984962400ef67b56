"""Rows that are written once. What was wrong is answered by another row, never by an edit."""

from typing import Any

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change history."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def bulk_update(self, *arguments: Any, **options: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *arguments: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
        super().save(*arguments, **options)
