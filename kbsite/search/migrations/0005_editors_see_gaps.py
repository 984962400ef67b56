"""Editors and owners see what people searched for and did not find. Data, apart from the schema."""

from django.db import migrations


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="search", model="loggedsearch")
    permission, _ = Permission.objects.get_or_create(
        content_type=kind,
        codename="view_gaps",
        defaults={"name": "May see what people searched for and did not find"},
    )
    for group in Group.objects.filter(name__in=["Editors", "Owners"]):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0004_search_log"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
