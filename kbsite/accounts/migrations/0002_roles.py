"""The five roles as groups, with what they may do in this room. Data, apart from the schema."""

from django.db import migrations

WORKING_ROLES = ["Agents", "Editors", "Moderators", "Owners"]


def create_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    people, _ = ContentType.objects.get_or_create(app_label="accounts", model="user")
    # Django makes permissions only after all migrations; the groups need this one now.
    work_here, _ = Permission.objects.get_or_create(
        content_type=people,
        codename="work_here",
        defaults={"name": "Works here: sees staff content, is left out of measurement"},
    )
    access_admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    Group.objects.get_or_create(name="Customers")
    for name in WORKING_ROLES:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(work_here, access_admin)
    # Owners look after people: the standard permissions of the user model.
    owners = Group.objects.get(name="Owners")
    for codename, label in [
        ("add_user", "Can add person"),
        ("change_user", "Can change person"),
        ("delete_user", "Can delete person"),
    ]:
        permission, _ = Permission.objects.get_or_create(content_type=people, codename=codename, defaults={"name": label})
        owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop)]
