from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("principles", "0001_initial")]

    operations = [
        migrations.AddField("edition", "resources", models.JSONField(default=list)),
        migrations.AddField("duty", "characteristics", models.JSONField(default=list)),
        migrations.AlterField("edition", "loaded_at", models.DateTimeField()),
    ]
