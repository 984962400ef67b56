from django.db import models
from django.utils.translation import gettext_lazy as _


class IndexManifest(models.Model):
    """Which folder is an index, and the checksum of every file in it.

    Index files are pickles: opening one that somebody else wrote runs that person's code. So a folder counts only when this
    row names it, and a file is opened only after its checksum was compared. Changing `folder` is the atomic switch to a
    rebuilt index.
    """

    name = models.CharField(max_length=40, primary_key=True)
    folder = models.CharField(max_length=200)
    # Of field definitions, analysis and versions: an index of another shape is never opened, it is rebuilt.
    schema_hash = models.CharField(max_length=64)
    generation = models.PositiveBigIntegerField()
    # file name -> [size in bytes, sha256]
    files = models.JSONField(default=dict)
    document_count = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("search index manifest")
        verbose_name_plural = _("search index manifests")

    def __str__(self) -> str:
        return f"{self.name} {self.generation}"
