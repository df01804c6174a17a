from django.db import migrations

from audit.triggers import append_only
from cycles.search_index import trigram_index


class Migration(migrations.Migration):
    dependencies = [("checklists", "0001_initial")]

    operations = [append_only("checklists_answerrevision"), trigram_index("checklists_evidence")]
