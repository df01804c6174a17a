import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0008_is_met"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CycleParticipant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("lead", "Lead commissioner"),
                            ("sponsor", "Sponsor"),
                            ("team", "Team"),
                            ("adviser_asked", "Adviser asked"),
                            ("condition_owner", "Condition owner"),
                            ("condition_checker", "Condition checker"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="cycles.cycle"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "reason", "cycle"), name="one_participant_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["lead", "sponsor", "team", "adviser_asked", "condition_owner", "condition_checker"],
                            )
                        ),
                        name="participant_reason_is_known",
                    ),
                ],
            },
        ),
    ]
