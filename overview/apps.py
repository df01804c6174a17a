from django.apps import AppConfig
from django.core.checks import register
from django.db.backends.signals import connection_created

from commissioning.sqlite import teach_capitals


class OverviewConfig(AppConfig):
    name = "overview"

    def ready(self) -> None:
        """This app stands above all others, so it keeps the addresses of all in the access table."""
        from commissioning.addresses import check_access

        register(check_access)
        connection_created.connect(teach_capitals)
