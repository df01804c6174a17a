"""The newest events of all chains are read by their time. A chain's own end is found through its unique places."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RemoveIndex("event", "audit_event_chain_1f24e6_idx"),
        migrations.AddIndex("event", models.Index(fields=["-at", "-id"], name="audit_newest_first")),
    ]
