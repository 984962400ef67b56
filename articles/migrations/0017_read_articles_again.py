from django.db import migrations


def forget_what_was_read(apps, schema_editor) -> None:
    """The worker reads each article once more, and this time looks at its pictures too."""
    apps.get_model("articles", "LinksRead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_pictures_without_words")]

    operations = [migrations.RunPython(forget_what_was_read, migrations.RunPython.noop, elidable=True)]
