from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ui.text import folded


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("accounts", "User")._default_manager
    changed = list(rows.all())
    for row in changed:
        row.words = folded(f"{row.name} {row.job_title} {row.email}")
    rows.bulk_update(changed, ["words"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_dictionary_order_and_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
