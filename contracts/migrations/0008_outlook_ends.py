from typing import Any

from django.db import migrations, models
from django.db.models import Case, F, OuterRef, Subquery, When


def copy_ends(apps: Any, schema_editor: Any) -> None:
    """From the agreements, as they are copied from now on whenever one changes."""
    Agreement, Outlook = (apps.get_model("contracts", name) for name in ("Agreement", "AgreementOutlook"))
    agreement = Agreement.objects.filter(pk=OuterRef("pk")).order_by()
    ends = agreement.annotate(signed_end=Case(When(is_signed=True, then=F("current_end"))))
    runs_on = Agreement.objects.filter(running_on_since__isnull=False).order_by().values("pk")
    Outlook.objects.update(ends=Subquery(ends.values("signed_end")), ended_on=Subquery(agreement.values("ended_on")))
    Outlook.objects.filter(pk__in=runs_on).update(runs_on=True)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0007_folded_words")]

    operations = [
        migrations.AddField("agreementoutlook", "ends", models.DateField(null=True)),
        migrations.AddField("agreementoutlook", "ended_on", models.DateField(null=True)),
        migrations.AddField("agreementoutlook", "runs_on", models.BooleanField(default=False)),
        migrations.AddIndex(
            "agreementoutlook",
            models.Index(fields=["ends", "ended_on", "runs_on", "is_prepared", "counted_value"], name="outlook_ends"),
        ),
        # last: PostgreSQL changes no table of which rows were written in the same transaction
        migrations.RunPython(copy_ends, migrations.RunPython.noop),
    ]
