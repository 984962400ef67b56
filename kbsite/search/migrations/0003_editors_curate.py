"""Editors and owners keep synonyms and promoted results. Data, apart from the schema."""

from django.db import migrations

MODELS = {"synonym": "synonym", "promotion": "promoted result"}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for model, name in MODELS.items():
        kind, _ = ContentType.objects.get_or_create(app_label="search", model=model)
        for action in ("view", "add", "change", "delete"):
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{action}_{model}", defaults={"name": f"Can {action} {name}"}
            )
            for group in Group.objects.filter(name__in=["Editors", "Owners"]):
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_synonyms_and_promotions"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
