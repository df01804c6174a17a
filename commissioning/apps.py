from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created


class CommissioningConfig(AppConfig):
    """The project itself: it checks its access table at start and prepares connections to SQLite."""

    name = "commissioning"

    def ready(self) -> None:
        from commissioning.addresses import check_access
        from commissioning.sqlite import register_unicode_upper

        register(check_access)
        connection_created.connect(register_unicode_upper)
