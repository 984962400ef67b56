"""The default workflow asks the reviewer that a draft names; its groups stand in as before. Data, apart from the schema."""

from django.db import migrations

NAME = "A named reviewer, or the editors"


def ask_named_reviewers(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    NamedReviewTask = apps.get_model("articles", "NamedReviewTask")
    Task = apps.get_model("wagtailcore", "Task")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    kind, _ = ContentType.objects.get_or_create(app_label="articles", model="namedreviewtask")
    # Only the task that came with the site; what an owner has set up since is theirs.
    for old in GroupApprovalTask.objects.filter(name="Editors approve"):
        task = NamedReviewTask.objects.create(name=NAME, active=True, content_type=kind)
        task.groups.set(old.groups.all())
        WorkflowTask.objects.filter(task_id=old.pk).update(task_id=task.pk)
        # What is under review just now ends where it began.
        Task.objects.filter(pk=old.pk, task_states__isnull=True).update(active=False)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_named_review_and_successors"), ("articles", "0003_who_may_edit")]
    operations = [migrations.RunPython(ask_named_reviewers, migrations.RunPython.noop)]
