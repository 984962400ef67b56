"""What votes hold in a column becomes rows. Data, apart from the schema."""

from django.db import migrations

BATCH = 1_000


def make_rows(apps, schema_editor):
    ArticleVote = apps.get_model("articles", "ArticleVote")
    VoteReason = apps.get_model("articles", "VoteReason")
    given = ArticleVote.objects.exclude(reason="").values_list("pk", "reason")
    rows = (VoteReason(vote_id=pk, reason=reason) for pk, reason in given.iterator(chunk_size=BATCH))
    VoteReason.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def fill_column(apps, schema_editor):
    """A column holds one reason: the one that was given first."""
    ArticleVote = apps.get_model("articles", "ArticleVote")
    VoteReason = apps.get_model("articles", "VoteReason")
    for row in VoteReason.objects.order_by("-pk").iterator(chunk_size=BATCH):
        ArticleVote.objects.filter(pk=row.vote_id).update(reason=row.reason)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_reasons_of_votes")]
    operations = [migrations.RunPython(make_rows, fill_column)]
