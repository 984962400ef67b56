"""Who reads the report, who opens the rows behind it, who answers contacts. Data, apart from the schema."""

from django.db import migrations

# model, codename, name, groups
GRANTS = [
    ("event", "view_report", "May read the report", ["Agents", "Editors", "Owners"]),
    ("event", "explain_rows", "May open the rows behind a figure", ["Owners"]),
    ("contact", "answer_contacts", "May read and answer contacts", ["Agents", "Owners"]),
    ("recurringissue", "view_recurringissue", "Can view recurring issue", ["Agents", "Editors", "Owners"]),
    ("recurringissue", "add_recurringissue", "Can add recurring issue", ["Agents", "Editors", "Owners"]),
    ("recurringissue", "change_recurringissue", "Can change recurring issue", ["Editors", "Owners"]),
    ("recurringissue", "delete_recurringissue", "Can delete recurring issue", ["Owners"]),
]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for model, codename, name, groups in GRANTS:
        content_type, _ = ContentType.objects.get_or_create(app_label="deflection", model=model)
        # Django makes permissions only after all migrations; the groups need them now.
        permission, _ = Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})
        for group in Group.objects.filter(name__in=groups):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("deflection", "0001_events_contacts_and_issues"),
        ("accounts", "0002_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
