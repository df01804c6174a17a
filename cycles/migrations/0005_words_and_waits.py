"""What a cycle is found by, in one column; how long each gate was with its team and with its approvers."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from audit.triggers import append_only
from cycles.days import working_days

logger = logging.getLogger(__name__)

A_BATCH = 1000
NEVER_CHANGED = append_only("cycles_decision")
SEARCHED = ("cycles_cycle", "cycles_service", "cycles_evidence")


def fill_words(apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    cycles = apps.get_model("cycles", "Cycle").objects.select_related("service")
    _fill(cycles, lambda cycle: f"{cycle.reference} {cycle.service.name} {cycle.purpose}")
    _fill(apps.get_model("cycles", "Service").objects.all(), lambda service: service.name)
    _fill(apps.get_model("cycles", "Evidence").objects.all(), lambda item: item.title)


def _fill(rows: Any, said: Callable[[Any], str]) -> None:
    batch: list[Any] = []
    for row in rows.order_by("pk").iterator(A_BATCH):
        row.words = said(row).upper()
        batch.append(row)
        if len(batch) == A_BATCH:
            rows.bulk_update(batch, ["words"])
            batch = []
    rows.bulk_update(batch, ["words"])


def fill_waits(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """The record says when each visit began; the rest follows from what was submitted and signed."""
    Submission = apps.get_model("cycles", "Submission")
    rows = Submission.objects.defer("pack").select_related("cycle").prefetch_related("steps", "decisions__step")
    visits: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for submission in rows.order_by("number", "pk"):
        visits[submission.cycle_id, submission.visit].append(submission)
    began = _visits_began(apps, {cycle_id for cycle_id, _ in visits})
    for (cycle_id, visit), submissions in visits.items():
        times = began.get(cycle_id, [])
        _fill_visit(times[visit - 1] if visit <= len(times) else submissions[0].cycle.started_at, submissions)
    every = [submission for submissions in visits.values() for submission in submissions]
    Submission.objects.bulk_update(every, ["began_at", "team_days", "approver_days"], batch_size=100)
    assert NEVER_CHANGED.reverse_code
    NEVER_CHANGED.reverse_code(apps, editor)  # the figure is new: it says nothing else than what was decided
    signed = [decision for submission in every for decision in _waited(submission)]
    apps.get_model("cycles", "Decision").objects.bulk_update(signed, ["waited"], batch_size=A_BATCH)


def _visits_began(apps: Any, cycle_ids: Iterable[int]) -> dict[int, list[datetime]]:
    chains = {f"cycle:{pk}": pk for pk in cycle_ids}
    began: dict[int, list[datetime]] = defaultdict(list)
    entered = apps.get_model("audit", "Event").objects.filter(
        verb__in=["cycle_started", "stage_entered", "cycle_ended"]
    )
    for chain, at in entered.order_by("chain", "seq").values_list("chain", "at").iterator():
        if chain in chains:
            began[chains[chain]].append(at)
    return began


def _fill_visit(began: datetime, submissions: Iterable[Any]) -> None:
    team = approvers = 0
    since: datetime | None = began
    for submission in submissions:
        team += _between(since, submission.submitted_at)
        since = _over(submission)
        approvers += _between(submission.submitted_at, since) if since else 0
        submission.began_at, submission.team_days, submission.approver_days = began, team, approvers


def _over(submission: Any) -> datetime | None:
    """Once every step is signed the approvers are done, also where a correction closed the submission anew."""
    signed = [decision.at for decision in submission.decisions.all() if decision.replaces_id is None]
    over: datetime | None = submission.closed_at
    return max(signed) if signed and len(signed) == len(submission.steps.all()) else over


def _waited(submission: Any) -> Iterator[Any]:
    for decision in submission.decisions.all():
        if decision.replaces_id is None:
            decision.waited = _between(decision.step.opened_at or submission.submitted_at, decision.at)
            yield decision


def _between(since: datetime | None, until: datetime) -> int:
    return working_days(timezone.localdate(since), timezone.localdate(until)) if since else 0


def index_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL finds parts of words by their trigrams, where the extension can be had."""
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
    except DatabaseError as refused:
        logger.warning("Search goes on without trigram indexes, so it is slow in a large council: %s", refused)
        return
    editor.execute("SET LOCAL statement_timeout = 0", params=None)
    for table in SEARCHED:
        editor.execute(
            f"CREATE INDEX {table}_words ON {table} USING gin (words gin_trgm_ops) WITH (fastupdate = off)", params=None
        )
        # a rare word must not pass for a common one
        editor.execute(f"ALTER TABLE {table} ALTER COLUMN words SET STATISTICS 1000", params=None)


def drop_words(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for table in SEARCHED:
            editor.execute(f"DROP INDEX IF EXISTS {table}_words", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("cycles", "0004_when_a_cycle_was_changed"),
        ("audit", "0003_by_time"),
    ]

    operations = [
        migrations.AddField("cycle", "words", models.TextField(default="", editable=False)),
        migrations.AddField("service", "words", models.TextField(default="", editable=False)),
        migrations.AddField("evidence", "words", models.TextField(default="", editable=False)),
        migrations.AddField("decision", "waited", models.PositiveIntegerField(null=True)),
        migrations.AddField("submission", "began_at", models.DateTimeField(null=True)),
        migrations.AddField("submission", "team_days", models.PositiveIntegerField(null=True)),
        migrations.AddField("submission", "approver_days", models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            "cycle",
            models.Index(condition=models.Q(("restricted", True)), fields=["restricted"], name="restricted_cycles"),
        ),
        migrations.RunPython(fill_words, migrations.RunPython.noop),
        migrations.RunPython(fill_waits, migrations.RunPython.noop),
        NEVER_CHANGED,
        migrations.RunPython(index_words, drop_words),
    ]
