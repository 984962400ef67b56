"""Owners publish reports and change assumptions. Data, apart from the schema."""

from django.db import migrations

NAMES = {
    "publish_report": "May publish and withdraw reports",
    "change_assumptions": "May change assumptions and note actions on measures",
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="deflection", model="event")
    for codename, name in NAMES.items():
        permission, _ = Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})
        for group in Group.objects.filter(name="Owners"):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("deflection", "0011_actions_on_measures"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
