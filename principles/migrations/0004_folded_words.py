from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ui.text import folded


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("principles", "Question")._default_manager
    changed = list(rows.all())
    for row in changed:
        row.words = folded(f"{row.code} {row.title} {row.text}")
    rows.bulk_update(changed, ["words"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("principles", "0003_words_of_questions")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
