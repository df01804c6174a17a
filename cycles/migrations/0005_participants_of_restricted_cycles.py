from typing import Any

from django.conf import settings
from django.db import migrations, models


def copy_restriction(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("cycles", "CycleParticipant").objects
    rows.filter(cycle__restricted=True).update(cycle_restricted=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0004_folded_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("cycleparticipant", "cycle_restricted", models.BooleanField(default=False)),
        migrations.AddIndex(
            "cycleparticipant",
            models.Index(
                fields=("user", "cycle", "reason"),
                condition=models.Q(("cycle_restricted", True)),
                name="admitted_to_restricted",
            ),
        ),
        # last: PostgreSQL makes no index in a transaction in which rows were written
        migrations.RunPython(copy_restriction, migrations.RunPython.noop),
    ]
