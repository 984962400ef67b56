"""Agents, editors and owners look after flags. Data, apart from the schema."""

from django.db import migrations

NAMES = {"view_articleflag": "Can view flag of an article", "change_articleflag": "Can change flag of an article"}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind, _ = ContentType.objects.get_or_create(app_label="articles", model="articleflag")
    # Django makes permissions only after all migrations; the groups need these now.
    made = [
        Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]
        for codename, name in NAMES.items()
    ]
    for role in ("Agents", "Editors", "Owners"):
        Group.objects.get(name=role).permissions.add(*made)


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_sources_and_flags"), ("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
