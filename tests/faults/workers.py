"""People with a cycle each, and what goes on beside them, in the site's own processes."""

from __future__ import annotations

import json
import time
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commissioning.celery import app
from cycles.models import Cycle
from notifications.services.notifying import notify
from tests.council import found_council
from tests.faults.crowd import want_now
from tests.races.scene import session_of


@transaction.atomic
def found(number: str) -> None:
    """So many commissioners, each leading a cycle in Analyse; prints their sessions and the cycles' references."""
    council, at = found_council(), timezone.now()
    desks = []
    for one in range(int(number)):
        lead = council.add(f"desk{one}", f"Person {one}", {"kind": "commissioner"})
        cycle = council.cycle(at=at, lead=lead, service_name=f"Service {one}")
        desks.append([session_of(lead), cycle.reference])
    want_now(User.objects.filter(email__startswith="desk"))
    print(json.dumps(desks))


def keep_the_worker_busy() -> None:
    """Something to tell to everybody, and a sweep to send it, every second until it is ended."""
    cycle = Cycle.objects.get(reference="C-0001")
    about: dict[str, Any] = {"about": cycle, "cycle_id": cycle.pk, "address": cycle.get_absolute_url()}
    for number in count():
        people = User.objects.filter(email__startswith="desk")
        facts: dict[str, Any] = {"cycle": "Street cleansing", "reference": "C-0001", "actor": "Somebody"}
        notify("lead_named", people, occasion=f"round {number}", at=timezone.now(), **about, **facts)
        app.send_task("notifications.sweep")
        time.sleep(1)
