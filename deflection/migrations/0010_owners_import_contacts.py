"""Owners take in contacts of other desks. Data, apart from the schema."""

from django.db import migrations


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="deflection", model="contact")
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type, codename="import_contacts", defaults={"name": "May take in contacts of other desks"}
    )
    for group in Group.objects.filter(name="Owners"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("deflection", "0009_uploaded_files_of_contacts"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
