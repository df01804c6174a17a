"""Writing the copies: one INSERT ... SELECT a table, from the played rows joined with the plan. PostgreSQL only.

A copy's ids are those of the played rows plus its number times STRIDE, in every table alike, so that a foreign key
needs no looking up. The hashes of the audit record are copied as they are, so the copies' chains do not verify.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models

from accounts.models import Role, User
from audit.models import Event
from bench.council.tables import Model, tables_of_cycles
from checklists.models import Evidence
from cycles.models import Cycle, PlannedDate, Service
from notifications.models import Notification
from stages.analyse.models import RegisterLink
from stages.records.models import RecordText

STRIDE = 100_000
# Drawn anew for each copy, not copied: areas and ambitions, and the register (bench/council/register.py).
DRAWN_ANEW: set[Model] = {
    Cycle.ambitions.through,
    Cycle.divisions.through,
    *apps.get_app_config("contracts").get_models(),
}
# Ids that are no foreign keys, with the column that names their model.
NAMED_ROWS = {(Event, "object_id"): "object_type", (Notification, "subject_id"): "subject_type"}
RECORD = f"r.record_id + c.number * {STRIDE}"
CHAIN = "'cycle:' || (t.cycle_id + t.number * {stride})"

# What differs from the played row, by table and column: c is the copy, t its cycle, p the person, v and d the dates.
DIFFERENCES: Mapping[Model, Mapping[str, str]] = {
    User: {"email": "p.email", "name": "p.name", "joined_at": "r.joined_at", "last_login": "NULL"},
    Service: {"name": "c.name"},
    Cycle: {
        "reference": "t.reference",
        "serial": "t.serial",
        "purpose": "left(r.purpose || ' In ' || c.place || '.', 400)",
        "whole_life_value": "t.value",
        "yearly_value": "round(r.yearly_value * t.factor, 2)",
        "all_divisions": "t.everywhere",
        "need_by": "COALESCE(v.need_by, r.need_by - c.days)",
        # what runs today ends as many days before the need-by date as of the played row
        "running_ends": "COALESCE(v.need_by, r.need_by - c.days) + (r.running_ends - r.need_by)",
        "running_notice_by": "COALESCE(v.need_by, r.need_by - c.days) + (r.running_notice_by - r.need_by)",
        "next_milestone": "COALESCE(v.next_milestone, r.next_milestone)",
        "slack": "CASE WHEN v.cycle_id IS NULL THEN r.slack ELSE v.slack END",
        "status": "COALESCE(v.status, r.status)",
    },
    PlannedDate: {
        "last_safe": "COALESCE(d.last_safe, r.last_safe - c.days)",
        "applies": "COALESCE(d.applies, r.applies)",
    },
    Evidence: {"title": "left(r.title || ', ' || c.place, 200)"},
    RecordText: {"record_id": RECORD},
    RegisterLink: {"record_id": RECORD},
    Event: {"chain": CHAIN.format(stride=STRIDE)},
    Notification: {
        "occasion": "left(r.occasion, 180) || ':' || c.number",
        "address": "replace(r.address, played.reference, t.reference)",
        "subject": "left(replace(replace(r.subject, service.name, c.name), played.reference, t.reference), 300)",
        "cycle_id": f"t.cycle_id + t.number * {STRIDE}",
        "email_id": "NULL",
        "skipped": "'Told at the time'",
    },
}


def written_to() -> set[Model]:
    """Every table that gets rows."""
    return {
        User,
        Role,
        Service,
        Cycle,
        Event,
        Notification,
        Cycle.ambitions.through,
        Cycle.divisions.through,
        *(table.model for table in tables_of_cycles(exclude=DRAWN_ANEW)),
    }


def write_copies() -> None:
    """Everything that the plan's tables ask for."""
    tables = tables_of_cycles(exclude=DRAWN_ANEW)
    copied: set[Model] = {Service, Cycle, *(table.model for table in tables)}
    _people(copied)
    _insert(Service, 'JOIN bench_copy c ON c.service_id = r."id"', copied)
    _insert(Cycle, f"{_with_copies('r.id')} {_MOVED}", copied)
    for table in tables:
        dates = "LEFT JOIN bench_date d ON d.date_id = r.id AND d.weeks = c.weeks" if table.model is PlannedDate else ""
        _insert(table.model, f"{table.joins} {_with_copies(table.cycle_id)} {dates}", copied)
    _chosen("ambition")
    _chosen("division")
    _insert(Event, f"JOIN bench_cycle t ON r.chain = 'cycle:' || t.cycle_id {_OF_COPY}", copied)
    _insert(Notification, f"{_BELONGING} {_with_copies('played.id')}", copied)


_OF_COPY = "JOIN bench_copy c ON c.number = t.number"
_MOVED = "LEFT JOIN bench_variant v ON v.cycle_id = t.cycle_id AND v.weeks = c.weeks"
_BELONGING = (
    "JOIN cycles_cycle played ON r.cycle_id = played.id JOIN cycles_service service ON service.id = played.service_id"
)


def _with_copies(cycle_id: str) -> str:
    return f"JOIN bench_cycle t ON t.cycle_id = {cycle_id} {_OF_COPY}"


def _people(copied: set[Model]) -> None:
    """The whole staff once more for each cast after the first."""
    _insert(User, "JOIN bench_person p ON p.user_id = r.id", copied, by="p.cast_number")
    _insert(Role, "JOIN bench_person p ON p.user_id = r.user_id", copied, by="p.cast_number")


def _chosen(what: str) -> None:
    """The rows of a cycle's ambitions or divisions, as they were drawn."""
    _run(
        f"INSERT INTO cycles_cycle_{what}s (cycle_id, {what}_id)"
        f" SELECT t.cycle_id + t.number * {STRIDE}, unnest(t.{what}s) FROM bench_cycle t"
    )


def _insert(model: Model, joins: str, copied: set[Model], by: str = "c.number") -> None:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field, copied, by) for field in fields)
    _run(f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {values} FROM "{model._meta.db_table}" r {joins}')


def _value(model: Model, field: models.Field[Any, Any], copied: set[Model], by: str) -> str:
    """What a column of the copy holds."""
    column = f'r."{field.column}"'
    if expression := DIFFERENCES.get(model, {}).get(str(field.column)):
        return expression
    if kind := NAMED_ROWS.get((model, str(field.column))):
        names = ", ".join(f"'{model._meta.model_name}'" for model in copied)
        return f"CASE WHEN r.{kind} IN ({names}) THEN {column} + {by} * {STRIDE} ELSE {column} END"
    return column + _moved(field, copied, by)


def _moved(field: models.Field[Any, Any], copied: set[Model], by: str) -> str:
    """How far from the played row's: ids by the copy's number, people by its cast, days into the past."""
    of_copy = by == "c.number"
    if field.primary_key or field.related_model in copied:
        return f" + {by} * {STRIDE}"
    if field.related_model is User:
        return f" + {'c.cast_number' if of_copy else by} * {STRIDE}"
    if isinstance(field, models.DateField) and of_copy:
        return " - c.back" if isinstance(field, models.DateTimeField) else " - c.days"
    return ""


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
