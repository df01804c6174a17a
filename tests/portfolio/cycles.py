"""Cycles to filter, and many like one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from cycles.models import Cycle
from principles.models import Ambition, DeliveryRoute, LegalRegime
from tests.council import LARGE, NOW, SMALL, Council
from tests.overview.texts import Page


def names(response: Page) -> list[str]:
    """The services that a list, a board or a timeline shows, in its order."""
    page = response.content.decode()
    return re.findall(r'(?:<th scope="row"><a href="[^"]*"|<a class="app-card__name" href="[^"]*")>(.*?)</a>', page)


def three(council: Council) -> None:
    """Parks is needed first and is small, Roads costs most, Trees has ended."""
    council.cycle(SMALL, service_name="Parks", need_by=date(2027, 4, 1), yearly_value=Decimal(30_000))
    council.cycle(
        LARGE,
        service_name="Roads",
        need_by=date(2028, 4, 1),
        yearly_value=Decimal(900_000),
        key_decision=True,
        lead=council["other"],
        purpose="Safe roads in winter.",
        ambitions=list(Ambition.objects.filter(edition__cycles__isnull=False)[:1] or Ambition.objects.all()[:1]),
        delivery_route=DeliveryRoute.objects.first(),
        legal_regime=LegalRegime.objects.first(),
    )
    ended = council.cycle(SMALL, service_name="Trees", need_by=date(2026, 1, 1))
    Cycle.objects.filter(pk=ended.pk).update(
        stage="stopped", stopped_in="plan", ended_at=NOW, slack=None, status="", next_milestone=""
    )


def many(count: int) -> None:
    """So many more cycles like the first, straight into the table: a list does not need the questions."""
    first = Cycle.objects.select_related("service").order_by("serial")[0]
    for place in range(1, count + 1):
        service = type(first.service)(name=f"Service {place:02}", directorate_id=first.directorate_id, created_at=NOW)
        service.save()
        values = {
            field.attname: getattr(first, field.attname)
            for field in Cycle._meta.concrete_fields
            if not field.primary_key
        }
        values |= {"service_id": service.pk, "serial": 1000 + place, "reference": f"C-{1000 + place:04}"}
        cycle = Cycle(**values)
        cycle.save(force_insert=True)
        for row in first.dates.all():
            row.pk, row.cycle = None, cycle
            row.save(force_insert=True)
