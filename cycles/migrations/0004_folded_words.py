from django.db import migrations

from ui.text_search import fold_words


class Migration(migrations.Migration):
    dependencies = [("cycles", "0003_dictionary_order")]

    operations = [fold_words("cycles", "Service", "Cycle")]
