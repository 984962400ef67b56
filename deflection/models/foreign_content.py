"""Content that only an imported feed knows: its own name for it, beside the key that events use."""

from django.db import models

from deflection.models.kinds import ContentKind


class ForeignContent(models.Model):
    content_kind = models.CharField(max_length=8, choices=ContentKind)
    content_uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
