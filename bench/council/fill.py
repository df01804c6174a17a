"""Filling a database: the played council, and as many copies of its services as make up the size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from psycopg2.extras import execute_values

from accounts.follow_ups import follow_ups
from accounts.models import Directorate, Division, Role, User
from approvals.models import SubmissionState
from approvals.services.signers import renew_outdated_signers
from bench.council.copying import DRAWN_ANEW, STRIDE, write_copies, written_to
from bench.council.people import people_of
from bench.council.plan import CASTS, CopiedCycle, Copy, Family, Planner, PlayedCycle
from bench.council.register import fill_register
from bench.council.sources import STOCK, play_council
from bench.council.variants import variants_of
from commissioning import postgresql
from cycles.models import LIVE_STAGES, Cycle, Service
from principles import figures
from principles.models import Ambition, Edition

GATES = "60"  # of the stock, waiting in a council that has just been filled
WAITING = 0.0346  # gates that wait when a run begins, by the size of the council: 346 beside 10,000 cycles

PLAN = """
CREATE TEMPORARY TABLE bench_copy (
    number bigint PRIMARY KEY, service_id bigint, cast_number bigint, name text, place text, weeks int, days int,
    back interval
);
CREATE TEMPORARY TABLE bench_cycle (
    number bigint, cycle_id bigint, serial int, reference text, value numeric, factor numeric, everywhere bool,
    ambitions bigint[], divisions bigint[], PRIMARY KEY (number, cycle_id)
);
CREATE TEMPORARY TABLE bench_variant (
    cycle_id bigint, weeks int, need_by date, next_milestone text, slack int, status text
);
CREATE TEMPORARY TABLE bench_date (date_id bigint, weeks int, last_safe date, applies bool);
CREATE TEMPORARY TABLE bench_person (cast_number bigint, user_id bigint, name text, email text);
"""
INDEXES = """
SELECT CASE WHEN conname IS NULL THEN format('DROP INDEX %%s', indexrelid::regclass)
            ELSE format('ALTER TABLE %%s DROP CONSTRAINT %%I', indrelid::regclass, conname) END,
       CASE WHEN conname IS NULL THEN pg_get_indexdef(indexrelid)
            ELSE format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
                        indrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid)) END
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
LEFT JOIN pg_constraint ON conindid = indexrelid AND contype = 'u'
WHERE relname = ANY(%s) AND NOT indisprimary
"""
HOUR = 3_600.0  # seconds
DROP_PLAN = "DROP TABLE bench_copy, bench_cycle, bench_variant, bench_date, bench_person"


def play() -> None:
    """What every size begins with."""
    play_council()


def fill(size: str, gates: str = GATES) -> None:
    """Bring the played council to so many cycles with their agreements, gates for the bench to decide among them."""
    top_up_stock(gates)
    with _without_indexes(), _filling() as cursor:
        people = User.objects.order_by("pk").values_list("pk", "email")
        execute_values(cursor, "INSERT INTO bench_person VALUES %s", list(people_of(CASTS, list(people))))
        _grow(cursor, _families(stock=False), int(size) - Cycle.objects.count(), CASTS)
    fill_register(int(size))
    _renew_signers()
    _analyze()


def top_up_waiting(size: str) -> None:
    """Let WAITING gates wait: a run decides some of the stock, and the next one finds as many as it did."""
    missing = round(int(size) * WAITING) - _waiting().count()
    top_up_stock(str(_waiting_in_stock() + missing))


def top_up_stock(gates: str) -> None:
    """Let at least so many copies of the stock's gate wait for a decision."""
    missing = int(gates) - _waiting_in_stock()
    if missing > 0:
        with _filling() as cursor:
            _grow(cursor, _families(stock=True), missing, casts=1)
        _renew_signers()


@transaction.atomic
def _renew_signers() -> None:
    """All casts share the directorates, so more people may sign a copy's gate than the copied rows name."""
    now, directorates = timezone.now(), list(Directorate.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        _take_time(cursor)
    for renew in follow_ups("managers_changed"):
        renew(directorates, at=now)
    renew_outdated_signers(timezone.localdate(now))


def _waiting() -> QuerySet[Cycle]:
    return Cycle.objects.filter(submissions__state=SubmissionState.PENDING)


def _waiting_in_stock() -> int:
    return _waiting().filter(pk__gt=STRIDE, purpose__startswith=STOCK).count()


def _take_time(cursor: Any) -> None:
    """A statement that copies hundreds of thousands of rows takes longer than any other process would wait for it."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    postgresql.server.patience = HOUR


@contextmanager
def _filling() -> Iterator[Any]:
    """Everything together or nothing, unchecked by foreign keys, with the plan's tables there to be filled."""
    with transaction.atomic(), connection.cursor() as cursor:
        _take_time(cursor)
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(PLAN)
        yield cursor
        write_copies()
        cursor.execute(DROP_PLAN)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written_to())):
            cursor.execute(statement)


@contextmanager
def _without_indexes() -> Iterator[None]:
    """All but the primary keys are made anew afterwards, which is quicker than keeping them up with each row."""
    with transaction.atomic(), connection.cursor() as cursor:
        _take_time(cursor)
        cursor.execute(INDEXES, [[model._meta.db_table for model in written_to()]])
        indexes = cursor.fetchall()
        for drop, _ in indexes:
            cursor.execute(drop)
        yield
        for _, make in indexes:
            cursor.execute(make)


def _grow(cursor: Any, families: Sequence[Family], wanted: int, casts: int) -> None:
    edition = Edition.objects.get()
    planner = Planner(
        families=families,
        ambitions=list(Ambition.objects.values_list("pk", flat=True)),
        divisions=list(Division.objects.values_list("pk", flat=True)),
        tier_of=partial(_tier, edition.figures),
        casts=casts,
        first_number=_first_number(),
        first_serial=(Cycle.objects.aggregate(last=Max("serial"))["last"] or 0) + 1,
    )
    copies = list(planner.copies(wanted))
    execute_values(cursor, "INSERT INTO bench_copy VALUES %s", [_copy_row(copy) for copy in copies], page_size=1_000)
    rows = [_cycle_row(copy, cycle) for copy in copies for cycle in copy.cycles]
    execute_values(cursor, "INSERT INTO bench_cycle VALUES %s", rows, page_size=1_000)
    _write_variants(cursor, [family.service_id for family in families if family.kind != "ended"])
    cursor.execute("ANALYZE bench_copy; ANALYZE bench_cycle; ANALYZE bench_variant; ANALYZE bench_date")


def _families(*, stock: bool) -> list[Family]:
    """What was played: the services to copy, or the one whose gates are kept in stock."""
    services = Service.objects.filter(pk__lt=STRIDE).order_by("pk").select_related("directorate")
    chosen = services.filter(name=STOCK) if stock else services.exclude(name=STOCK)
    return [_family(service) for service in chosen]


def _family(service: Service) -> Family:
    cycles = list(service.cycles.order_by("number"))
    standing = service.cycles.filter(submissions__state=SubmissionState.PENDING).exists()
    live = any(cycle.stage in LIVE_STAGES for cycle in cycles)
    return Family(
        service_id=service.pk,
        directorate=service.directorate.code,
        kind="waiting" if standing else "working" if live else "ended",
        cycles=[
            PlayedCycle(cycle.pk, cycle.stage, cycle.tier, cycle.whole_life_value, cycle.key_decision, cycle.tier_flags)
            for cycle in cycles
        ],
    )


def _tier(edition: figures.Figures, cycle: PlayedCycle, value: Decimal) -> str:
    return figures.tier_for(edition, value, cycle.key_decision, cycle.flags).code


def _first_number() -> int:
    """The first whose ids are all free."""
    tables = written_to() - DRAWN_ANEW - {User, Role}
    last = max(model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in tables)
    return last // STRIDE + 1


def _copy_row(copy: Copy) -> tuple[Any, ...]:
    back = timedelta(weeks=copy.back_weeks, minutes=copy.back_minutes)
    days = back.days if copy.family.kind == "ended" else 0
    return (copy.number, copy.family.service_id, copy.cast, copy.name, copy.place, copy.weeks, days, back)


def _cycle_row(copy: Copy, copied: CopiedCycle) -> tuple[Any, ...]:
    return (
        copy.number,
        copied.cycle.cycle_id,
        copied.serial,
        f"C-{copied.serial:04d}",
        copied.value,
        copied.factor,
        copied.everywhere,
        list(copied.ambitions),
        list(copied.divisions),
    )


def _write_variants(cursor: Any, service_ids: Sequence[int]) -> None:
    variants = list(variants_of(service_ids, timezone.localdate()))
    cycles = [
        (
            variant.cycle.pk,
            variant.weeks,
            variant.cycle.need_by,
            variant.cycle.next_milestone,
            variant.cycle.slack,
            variant.cycle.status,
        )
        for variant in variants
    ]
    dates = [(row.pk, variant.weeks, row.last_safe, row.applies) for variant in variants for row in variant.dates]
    execute_values(cursor, "INSERT INTO bench_variant VALUES %s", cycles)
    execute_values(cursor, "INSERT INTO bench_date VALUES %s", dates)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")
