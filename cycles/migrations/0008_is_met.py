from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0007_faults"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("answer", "is_met", models.BooleanField(default=False)),
        migrations.RemoveField("answer", "sent_back_by"),
        migrations.AddField("answer", "sent_back_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "answer",
            "sent_back_by",
            models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+"),
        ),
        migrations.AddField("answer", "sent_back_because", models.TextField(blank=True)),
        migrations.AddConstraint(
            "answer",
            models.CheckConstraint(
                name="sent_back_names_who_and_when",
                condition=Q(sent_back_at__isnull=True, sent_back_by__isnull=True)
                | Q(sent_back_at__isnull=False, sent_back_by__isnull=False),
            ),
        ),
    ]
