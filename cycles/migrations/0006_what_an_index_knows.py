from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_managers_of"),
        ("cycles", "0005_words_and_waits"),
        ("principles", "0002_everything_the_file_says"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="cycle",
            name="cycles_cycl_stage_34c317_idx",
        ),
        migrations.RemoveIndex(
            model_name="cycle",
            name="cycles_cycl_stage_7ab6da_idx",
        ),
        migrations.RemoveIndex(
            model_name="cycle",
            name="restricted_cycles",
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["stage", "slack", "serial"], include=("restricted",), name="cycles_by_stage"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(
                fields=["stage", "status", "slack", "serial"],
                include=("restricted",),
                name="cycles_by_stage_and_status",
            ),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(
                condition=models.Q(("restricted", True)),
                fields=["stage", "status", "lead", "sponsor", "directorate"],
                include=("id", "service"),
                name="restricted_cycles",
            ),
        ),
    ]
