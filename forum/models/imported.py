"""Where imported topics and posts come from, so that a second import of the same file changes nothing."""

from django.db import models


class ImportedTopic(models.Model):
    """The identity of a topic elsewhere."""

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    topic = models.OneToOneField("forum.Topic", on_delete=models.CASCADE, related_name="imported")
    url = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="forum_topic_imported_once")]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"


class ImportedPost(models.Model):
    """The identity of a reply elsewhere. Ids of replies are unique within their source's topic."""

    imported_topic = models.ForeignKey("forum.ImportedTopic", on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=120)
    post = models.OneToOneField("forum.Post", on_delete=models.CASCADE, related_name="imported")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["imported_topic", "external_id"], name="forum_post_imported_once")]

    def __str__(self) -> str:
        return f"{self.imported_topic_id}:{self.external_id}"
