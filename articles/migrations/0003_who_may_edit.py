"""Agents write, editors publish, owners do everything; moderators moderate the community and edit no articles.

Wagtail ships groups of the same names with rights of its own on the whole tree: these are replaced.
"""

from django.db import migrations

# Codenames on every page, by group.
PAGES = {
    "Agents": ["add_page", "change_page"],
    "Editors": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "Owners": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"],
}
FILES = {"wagtailimages": "image", "wagtaildocs": "document"}
FILE_ACTIONS = ["add", "change", "choose"]
OURS = ["Agents", "Editors", "Moderators", "Owners"]


def permission(apps, app_label, model, codename):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    kind, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    # Django makes permissions only after all migrations; the groups need them now.
    found, _ = Permission.objects.get_or_create(
        content_type=kind, codename=codename, defaults={"name": f"Can {codename.replace('_', ' ')}"}
    )
    return found


def grant(apps, schema_editor):
    Collection = apps.get_model("wagtailcore", "Collection")
    Group = apps.get_model("auth", "Group")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Page = apps.get_model("wagtailcore", "Page")

    root = Page.objects.get(path="0001")
    files = Collection.objects.get(depth=1)
    GroupPagePermission.objects.filter(group__name__in=OURS).delete()
    GroupCollectionPermission.objects.filter(group__name__in=OURS).delete()
    for name, codenames in PAGES.items():
        group = Group.objects.get(name=name)
        for codename in codenames:
            GroupPagePermission.objects.create(
                group=group, page=root, permission=permission(apps, "wagtailcore", "page", codename)
            )
        for app_label, model in FILES.items():
            for action in FILE_ACTIONS:
                GroupCollectionPermission.objects.create(
                    group=group, collection=files, permission=permission(apps, app_label, model, f"{action}_{model}")
                )
    for name in ["Editors", "Owners"]:
        Group.objects.get(name=name).permissions.add(
            permission(apps, "simple_translation", "simpletranslation", "submit_translation"),
            *[permission(apps, "catalog", "product", f"{action}_product") for action in ["add", "change", "delete"]],
        )


def let_editors_approve(apps, schema_editor):
    """Wagtail's default workflow asks the moderators, who are the community's people here."""
    Group = apps.get_model("auth", "Group")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    for task in GroupApprovalTask.objects.filter(groups__name="Moderators"):
        task.groups.set([Group.objects.get(name="Editors")])
        Workflow.objects.filter(workflow_tasks__task_id=task.pk, name=task.name).update(name="Editors approve")
        task.name = "Editors approve"
        task.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_start_pages"),
        ("accounts", "0002_roles"),
        ("catalog", "0001_initial"),
        ("simple_translation", "0001_initial"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]
    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(let_editors_approve, migrations.RunPython.noop),
    ]
