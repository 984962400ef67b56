"""Who may do what in the forum, and a first board so that a fresh site can take a question. Data, apart from the schema."""

from django.db import migrations

PERMISSIONS = {
    "moderate": "Moderates the forum: edits, hides, locks and pins what anybody wrote",
    "accept_replies": "Accepts replies and asks for information in anybody's topic",
    "view_topic": "Can view topic",
    "change_topic": "Can change topic",
}
BOARD_PERMISSIONS = {
    "add_board": "Can add board",
    "change_board": "Can change board",
    "delete_board": "Can delete board",
    "view_board": "Can view board",
}
GRANTED = {
    "Agents": ["accept_replies"],
    "Editors": ["accept_replies"],
    "Moderators": [*PERMISSIONS, *BOARD_PERMISSIONS],
    "Owners": [*PERMISSIONS, *BOARD_PERMISSIONS],
}


def grant_permissions(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    made = {}
    for model, names in (("topic", PERMISSIONS), ("board", BOARD_PERMISSIONS)):
        content_type, _ = ContentType.objects.get_or_create(app_label="forum", model=model)
        for codename, name in names.items():
            # Django makes permissions only after all migrations; the groups need these now.
            made[codename], _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
    for role, codenames in GRANTED.items():
        Group.objects.get(name=role).permissions.add(*(made[codename] for codename in codenames))


def make_first_board(apps, schema_editor):
    Board = apps.get_model("forum", "Board")
    Board.objects.get_or_create(
        slug="general",
        defaults={
            "title_en": "General",
            "title_fi": "Yleistä",
            "title_sv": "Allmänt",
            "description_en": "Questions that fit nowhere else",
            "description_fi": "Kysymykset, jotka eivät kuulu muualle",
            "description_sv": "Frågor som inte hör hemma någon annanstans",
            # Last in the list, whatever boards come.
            "sort_order": 900,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_boards_topics_and_posts"), ("accounts", "0002_roles")]
    operations = [
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
        migrations.RunPython(make_first_board, migrations.RunPython.noop),
    ]
