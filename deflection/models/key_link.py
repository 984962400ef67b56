"""The same person under the old and the new secret, while both exist. Erased with the old secret."""

from django.db import models


class KeyLink(models.Model):
    old_key = models.CharField(max_length=32, primary_key=True)
    new_key = models.CharField(max_length=32)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "old → new"
