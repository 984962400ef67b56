"""Owners write down from when to when a channel's contacts are known. Data, apart from the schema."""

from django.db import migrations

NAMES = {
    "view_sourcecoverage": "Can view covered time of a channel",
    "add_sourcecoverage": "Can add covered time of a channel",
    "change_sourcecoverage": "Can change covered time of a channel",
    "delete_sourcecoverage": "Can delete covered time of a channel",
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="deflection", model="sourcecoverage")
    for codename, name in NAMES.items():
        permission, _ = Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})
        for group in Group.objects.filter(name="Owners"):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("deflection", "0005_key_links_foreign_content_and_authors"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
