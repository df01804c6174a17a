"""A small played council to copy, and what of its copies does not agree: called in the site's own process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from approvals.selectors.gate_facts import evaluate_gate
from bench.council import sources
from bench.council.copying import STRIDE
from bench.council.register import DERIVED
from contracts.models import Agreement
from contracts.services.derived import renew_derived
from cycles.models import LIVE_STAGES, Cycle
from cycles.services.dates import recalculate_dates
from demo.dates import list_days
from demo.history import life
from demo.management.commands.demo import SCRIPT
from demo.people import populate
from tests.approvals import signers
from tests.cycles.participation import from_sources, stored

FULL = "Home care for adults"  # demo/stage_work.yaml


@transaction.atomic
def play() -> None:
    """Few cycles, but of every kind that is copied: working, waiting and ended."""
    now = timezone.now()
    today, people = timezone.localdate(now), populate()
    list_days(people["admin"], now, today)
    for entry in _entries():
        for _ in life(entry, people, today):
            pass
    sources.play_ended("Lunch clubs", "accw", 60_000, 1, today=today)
    sources.play_stock(now)
    sources.finish()


def _entries() -> Iterator[dict[str, Any]]:
    """The demo council's smallest: one that is being worked on, and one that waits; and one with full tables."""
    script = [one for one in yaml.safe_load(SCRIPT.read_text(encoding="utf-8")) if "value" in one and "now" in one]
    for like in ("working", "waiting"):
        yield min((one for one in script if one["now"]["like"] == like), key=lambda one: one["value"])
    yield next(one for one in script if one["service"] == FULL)


def ledger() -> None:
    """How many cycles there are of each stage, and every sentence about what does not agree."""
    faults = [*_orphans(), *_dates(), *_gates(), *_participants(), *_signers(), *_agreements()]
    stages = dict(Cycle.objects.order_by().values_list("stage").annotate(models.Count("pk")))
    counts = {"cycles": Cycle.objects.count(), "agreements": Agreement.objects.count()}
    print(json.dumps({"stages": stages, **counts, "faults": faults}))


def _orphans() -> Iterator[str]:
    """Foreign keys that lead nowhere: the copies were written unchecked."""
    for model in apps.get_models(include_auto_created=True):
        for key in model._meta.concrete_fields:
            if isinstance(key, models.ForeignKey):
                there = f'SELECT 1 FROM "{key.related_model._meta.db_table}" o WHERE o."id" = r."{key.column}"'
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'SELECT count(*) FROM "{model._meta.db_table}" r'
                        f' WHERE r."{key.column}" IS NOT NULL AND NOT EXISTS ({there})'
                    )
                    if (count := cursor.fetchone()[0]) and key.related_model._meta.pk.column == "id":
                        yield f"{count} rows of {model._meta.db_table} have no {key.column}"


def _dates() -> Iterator[str]:
    today = timezone.localdate()
    for cycle in Cycle.objects.filter(stage__in=LIVE_STAGES).select_related("edition", "delivery_route"):
        before = (cycle.next_milestone, cycle.slack, cycle.status, sorted(cycle.dates.values_list("last_safe")))
        recalculate_dates(cycle, today)
        after = (cycle.next_milestone, cycle.slack, cycle.status, sorted(cycle.dates.values_list("last_safe")))
        if before != after:
            yield f"{cycle}: {before} instead of {after}"


def _agreements() -> Iterator[str]:
    """What follows from each agreement is stored beside it, and each has a supplier."""
    for agreement in Agreement.objects.all():
        stored = [getattr(agreement, column) for column in DERIVED]
        renew_derived(agreement, timezone.localdate())
        if stored != (anew := [getattr(agreement, column) for column in DERIVED]):
            yield f"{agreement}: {stored} instead of {anew}"
    if without := Agreement.objects.filter(supplied_by__isnull=True).count():
        yield f"{without} agreements have no supplier"


def _participants() -> Iterator[str]:
    """The stored participants of every cycle are those of its people, confirmations and conditions."""
    missing, extra = set(from_sources()) - set(stored()), set(stored()) - set(from_sources())
    yield from (f"No participant {part}" for part in sorted(missing))
    yield from (f"A participant too many: {part}" for part in sorted(extra))


def _signers() -> Iterator[str]:
    """The stored signers of every pending gate are those of the rule, from all casts."""
    missing = set(signers.by_the_rule(timezone.localtime())) - set(signers.stored())
    extra = set(signers.stored()) - set(signers.by_the_rule(timezone.localtime()))
    yield from (f"No signer {row}" for row in sorted(missing, key=str))
    yield from (f"A signer too many: {row}" for row in sorted(extra, key=str))


def _gates() -> Iterator[str]:
    """A copy's gate has the gaps of the played one's."""
    for cycle in Cycle.objects.filter(stage__in=LIVE_STAGES, pk__gt=STRIDE):
        played = Cycle.objects.get(pk=cycle.pk % STRIDE)
        gaps = [_gaps(one) for one in (cycle, played)]
        if gaps[0] != gaps[1]:
            yield f"{cycle}: {gaps[0]} instead of {gaps[1]}"


def _gaps(cycle: Cycle) -> list[tuple[str, str]]:
    return [(gap.kind, gap.question) for gap in evaluate_gate(cycle, cycle.stage, timezone.localdate()).gaps]
