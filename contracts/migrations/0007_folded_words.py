from django.db import migrations

from ui.text_search import fold_words


class Migration(migrations.Migration):
    dependencies = [("contracts", "0006_dictionary_order")]

    operations = [fold_words("contracts", "Agreement", "Supplier")]
