import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0011_votes_without_reason_column"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleFix",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="what was fixed")),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fixes", to="articles.articlepage"
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "verbose_name": "fix of an article",
                "verbose_name_plural": "fixes of articles",
                "ordering": ["-revision_id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FixRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("email_key", models.CharField(blank=True, max_length=64)),
                ("language", models.CharField(max_length=5)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("has_asked", models.BooleanField(default=False)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fix_requests", to="articles.articlepage"
                    ),
                ),
                (
                    "fix",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="told",
                        to="articles.articlefix",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fix_requests", to="articles.articlevote"
                    ),
                ),
            ],
            options={
                "verbose_name": "request to be told of a fix",
                "verbose_name_plural": "requests to be told of a fix",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="articlefix",
            constraint=models.UniqueConstraint(fields=("article", "revision"), name="articles_fix_marked_once"),
        ),
        migrations.AddIndex(
            model_name="fixrequest",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False), ("told_at__isnull", True)),
                fields=["article"],
                name="articles_fix_request_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="fixrequest",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True), fields=["asked_at"], name="articles_fix_request_address"
            ),
        ),
        migrations.AddIndex(
            model_name="fixrequest",
            index=models.Index(fields=["email_key", "told_at"], name="articles_fix_request_asked"),
        ),
        migrations.AddConstraint(
            model_name="fixrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("told_at__isnull", True)), fields=("article", "email_key"), name="articles_fix_request_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="fixrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("told_at__isnull", True), ("confirmed_at__isnull", False), _connector="OR"),
                name="articles_fix_told_after_confirming",
            ),
        ),
    ]
