from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import services as trail
from audit.models import Event


class Command(BaseCommand):
    help = "Recompute every chain of the record; name the first event of each chain that does not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        broken_chains = list(trail.verify_all())
        for broken in broken_chains:
            self.stderr.write(f"Chain {broken.chain}, event {broken.seq}: {broken.reason}")
        if broken_chains:
            raise CommandError(f"The record is not whole: chains with a fault: {len(broken_chains)}.")
        chains = Event.objects.order_by().values("chain").distinct().count()
        counts = f"{Event.objects.count()} events in {chains} {'chain' if chains == 1 else 'chains'}"
        self.stdout.write(f"The record is whole: {counts}.")
