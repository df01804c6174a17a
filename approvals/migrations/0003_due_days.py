import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from approvals.triggers import separation_of_duties
from audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_triggers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="in_place_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pendingsigner",
            name="in_place_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="step", name="due", field=models.DateField(blank=True, null=True)),
        migrations.AddField(model_name="step", name="escalates_on", field=models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_place_of", models.F("decider")), _negated=True),
                name="nobody_signs_in_place_of_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="pendingsigner",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_place_of", models.F("user")), _negated=True),
                name="no_signer_in_place_of_themselves",
            ),
        ),
        append_only("approvals_decision"),
        separation_of_duties(),
    ]
