import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_fixes_and_who_waits_for_them"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinksRead",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="articles.articlepage",
                    ),
                ),
                ("revision_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "article whose links were read",
                "verbose_name_plural": "articles whose links were read",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ArticleLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_key", models.UUIDField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links_out", to="articles.articlepage"
                    ),
                ),
            ],
            options={
                "verbose_name": "link of an article",
                "verbose_name_plural": "links of articles",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("article", "target_key"), name="articles_link_once")],
            },
        ),
    ]
