"""Many cycles like the one that there is, with its answers: straight into the tables, as nobody could start them."""

from __future__ import annotations

from django.db import connection

from checklists.models import Answer
from cycles.models import Cycle, Service

AT_A_TIME = 1_000


def copies(number: int) -> None:
    """So many more of the first cycle, each of a service of its own, with the same ambitions and answers."""
    first, last = Cycle.objects.earliest("serial"), Cycle.objects.latest("serial").serial
    ambitions = list(first.ambitions.values_list("pk", flat=True))
    for start in range(0, number, AT_A_TIME):
        places = range(last + start + 1, last + min(start + AT_A_TIME, number) + 1)
        services = Service.objects.bulk_create(_service(first, place) for place in places)
        made = Cycle.objects.bulk_create(
            _copy(first, service, place) for service, place in zip(services, places, strict=True)
        )
        through = Cycle.ambitions.through
        through.objects.bulk_create(
            through(cycle_id=cycle.pk, ambition_id=ambition) for cycle in made for ambition in ambitions
        )
        _copy_answers(first, made)


def _service(first: Cycle, place: int) -> Service:
    return Service(name=f"Service {place:05}", directorate_id=first.directorate_id, created_at=first.service.created_at)


def _copy(first: Cycle, service: Service, place: int) -> Cycle:
    values = {
        field.attname: getattr(first, field.attname) for field in Cycle._meta.concrete_fields if not field.primary_key
    }
    values |= {"service_id": service.pk, "serial": place, "reference": f"C-{place:04}", "slack": place % 90 - 30}
    return Cycle(**values)


def _copy_answers(first: Cycle, made: list[Cycle]) -> None:
    columns = [str(field.column) for field in Answer._meta.concrete_fields if field.name not in ("id", "cycle")]
    told = ", ".join(f"told.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO checklists_answer (cycle_id, {', '.join(columns)}) SELECT made.id, {told}"
            " FROM checklists_answer AS told, cycles_cycle AS made"
            " WHERE told.cycle_id = %s AND made.id BETWEEN %s AND %s",
            [first.pk, made[0].pk, made[-1].pk],
        )
