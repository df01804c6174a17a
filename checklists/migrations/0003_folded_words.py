from django.db import migrations

from ui.text_search import fold_words


class Migration(migrations.Migration):
    dependencies = [("checklists", "0002_append_only")]

    operations = [fold_words("checklists", "Evidence")]
