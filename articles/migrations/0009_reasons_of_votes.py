import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_promotion_candidates")]

    operations = [
        migrations.CreateModel(
            name="VoteReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("worked_as_written", "It worked as written"),
                            ("found_my_own_way", "It led me to the answer"),
                            ("saved_a_contact", "I would have asked otherwise"),
                            ("not_my_problem", "It is about another problem"),
                            ("not_my_version", "My version looks different"),
                            ("did_not_work", "I did this and it did not help"),
                            ("hard_to_follow", "It is hard to follow"),
                            ("something_wrong", "Something in it is wrong"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reasons", to="articles.articlevote"
                    ),
                ),
            ],
            options={
                "verbose_name": "reason of a vote",
                "verbose_name_plural": "reasons of votes",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("vote", "reason"), name="articles_vote_reason_once")],
            },
        ),
    ]
