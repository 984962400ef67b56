"""Owners see outgoing mail and send given-up mail again. Data, apart from the schema."""

from django.db import migrations

GRANTED = [("view_mailjob", "Can view mail"), ("retry_mail", "Can send given-up mail again")]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    mail, _ = ContentType.objects.get_or_create(app_label="notifications", model="mailjob")
    owners = Group.objects.get(name="Owners")
    for codename, name in GRANTED:
        permission, _ = Permission.objects.get_or_create(content_type=mail, codename=codename, defaults={"name": name})
        owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_mail_and_notices"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
