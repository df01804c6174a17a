from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created


class CommissioningConfig(AppConfig):
    """The project itself: its checks, and how connections to SQLite are prepared."""

    name = "commissioning"

    def ready(self) -> None:
        from commissioning.addresses import check_access
        from commissioning.deployment import check_environment
        from commissioning.older_database import check_database
        from commissioning.sqlite import register_collation

        register(check_access)
        register(check_database, Tags.database)
        register(check_environment, Tags.security, deploy=True)
        connection_created.connect(register_collation)
