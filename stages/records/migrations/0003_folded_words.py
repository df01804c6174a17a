from django.db import migrations

from ui.text_search import fold_words


class Migration(migrations.Migration):
    dependencies = [("records", "0002_trigram_index")]

    operations = [fold_words("records", "RecordText")]
