from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checklists", "0003_needs_evidence")]

    operations = [
        migrations.AddField(model_name="confirmation", name="due", field=models.DateField(blank=True, null=True)),
    ]
