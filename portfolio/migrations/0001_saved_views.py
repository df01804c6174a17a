import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("slug", models.SlugField(max_length=70, unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("me", "Only me"),
                            ("directorate", "People of one directorate"),
                            ("everyone", "Everyone"),
                        ],
                        default="me",
                        max_length=12,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("list", "List"), ("board", "Board"), ("timeline", "Timeline")],
                        default="list",
                        max_length=10,
                    ),
                ),
                ("query", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "directorate",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.directorate"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StartView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="start_view",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="starts", to="portfolio.savedview"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="view_named_once_an_owner"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["list", "board", "timeline"])), name="way_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "directorate"), ("directorate__isnull", False)),
                    models.Q(("audience__in", ["me", "everyone"]), ("directorate__isnull", True)),
                    _connector="OR",
                ),
                name="directorate_where_it_is_for_one",
            ),
        ),
    ]
