from typing import Any

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat


def from_the_record(apps: Any, schema_editor: Any) -> None:
    """What is last on a cycle's record is when it was changed."""
    cycles, events = apps.get_model("cycles", "Cycle"), apps.get_model("audit", "Event")
    chain = Concat(Value("cycle:"), Cast(OuterRef("pk"), CharField()))
    last = events.objects.filter(chain=chain).order_by("-seq").values("at")[:1]
    cycles.objects.update(changed_at=Coalesce(Subquery(last), F("started_at")))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0002_append_only"),
        ("cycles", "0003_dates"),
        ("principles", "0002_everything_the_file_says"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="cycle",
            name="cycles_cycl_slack_169384_idx",
        ),
        migrations.AddField(
            model_name="cycle",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.RunPython(from_the_record, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["slack", "serial"], name="cycles_cycl_slack_9e1ff3_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["directorate", "slack", "serial"], name="cycles_cycl_directo_549ff3_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["stage", "slack", "serial"], name="cycles_cycl_stage_34c317_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["status", "slack", "serial"], name="cycles_cycl_status_11dd3d_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["stage", "status", "slack", "serial"], name="cycles_cycl_stage_7ab6da_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["changed_at"], name="cycles_cycl_changed_d20e3e_idx"),
        ),
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["name"], name="cycles_serv_name_d15829_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["lead", "directorate"], name="cycles_cycl_lead_id_0506fa_idx"),
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["sponsor", "directorate"], name="cycles_cycl_sponsor_faf5a6_idx"),
        ),
    ]
