"""Owners tell when the desk is there. Data, apart from the schema."""

from django.db import migrations


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    hours, _ = ContentType.objects.get_or_create(app_label="deflection", model="contacthours")
    permission, _ = Permission.objects.get_or_create(
        content_type=hours, codename="change_contacthours", defaults={"name": "Can change contact hours"}
    )
    Group.objects.get(name="Owners").permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("deflection", "0003_correspondence_of_contacts"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
