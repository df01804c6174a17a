from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.core.signals import got_request_exception
from django.db.backends.signals import connection_created


class CommissioningConfig(AppConfig):
    """The project itself: its checks, and how connections to the database are prepared."""

    name = "commissioning"

    def ready(self) -> None:
        from commissioning.addresses import check_access
        from commissioning.deployment import check_environment
        from commissioning.middleware import note_fault
        from commissioning.older_database import check_database
        from commissioning.postgresql import limit_waits
        from commissioning.sqlite import register_collation

        register(check_access)
        register(check_database, Tags.database)
        register(check_environment, Tags.security, deploy=True)
        connection_created.connect(register_collation)
        got_request_exception.connect(note_fault)
        if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
            limit_waits()
