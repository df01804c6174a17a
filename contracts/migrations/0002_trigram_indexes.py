from django.db import migrations

from cycles.search_index import trigram_index


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [trigram_index("contracts_agreement", "contracts_supplier")]
