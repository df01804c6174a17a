"""A site with very many cycles, made in its own process."""

from __future__ import annotations

import json

from django.db import connection, transaction
from django.utils import timezone

from cycles.models import Cycle
from demo import play
from principles.models import Ambition
from tests.council import LARGE, found_council
from tests.exports.many import copies
from tests.races.scene import session_of


@transaction.atomic
def rows(number: str, people: str) -> None:
    """So many cycles in all; prints the sessions of so many commissioners, and the reference of one cycle."""
    council, at = found_council(), timezone.now()
    cycle = council.cycle(LARGE, at=at, ambitions=list(Ambition.objects.all()[:3]))
    play.ready(cycle, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # a million references hold as they are made
    copies(int(number) - Cycle.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    several = [council.add(f"reader{one}", f"Reader {one}", {"kind": "commissioner"}) for one in range(int(people))]
    print(json.dumps({"sessions": [session_of(one) for one in several], "reference": cycle.reference}))
