from django.db import migrations

from cycles.search_index import trigram_index


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [trigram_index("records_recordtext")]
