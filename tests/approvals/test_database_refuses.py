"""What the database itself refuses, whoever asks: changing what was sealed, decided or answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from approvals.models import Decision, Involved, Submission
from checklists.models import AnswerRevision
from cycles.models import Cycle
from demo import play
from tests.council import NOW, Council

SEALED = "What a submission sealed is never changed"


def decided() -> Decision:
    return Decision.objects.get()


@pytest.fixture
def passed(bench: Council) -> None:
    """One gate passed."""
    play.pass_gate(bench.cycle(), at=NOW)


def refused(change: Callable[[], Any], says: str) -> None:
    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        change()


@pytest.mark.parametrize("model", [Decision, AnswerRevision, Involved])
def test_rows_that_are_only_added(model: type[models.Model], passed: None) -> None:
    table = model._meta.db_table
    rows, says = model._default_manager.all(), f"Rows of {table} are never changed"
    before = list(rows.values())
    assert before
    field = next(field for field in model._meta.concrete_fields if not field.primary_key)
    refused(lambda: rows.update(**{field.attname: before[0][field.attname]}), says)
    refused(lambda: rows._raw_delete(rows.db), says)
    assert list(rows.values()) == before


@pytest.mark.parametrize(
    "field", ["pack", "digest", "stage", "visit", "number", "note", "next_step", "next_need_by", "submitted_at"]
)
def test_what_a_submission_sealed(field: str, passed: None) -> None:
    other: dict[str, Any] = {
        "pack": {"answers": []},
        "stage": "plan",
        "visit": 9,
        "number": 9,
        "next_need_by": NOW.date(),
        "submitted_at": NOW.replace(year=2020),
    }
    value = other.get(field, "other")
    refused(lambda: Submission.objects.update(**{field: value}), SEALED)


def test_who_submitted_what_and_that_it_was(passed: None, bench: Council) -> None:
    another = bench.cycle(service_name="Parks")
    refused(lambda: Submission.objects.update(submitted_by=bench["other"]), SEALED)
    refused(lambda: Submission.objects.update(cycle=another), SEALED)
    rows = Submission.objects.all()
    refused(lambda: rows._raw_delete(rows.db), "never changed")


def test_how_a_submission_ended_can_be_written(passed: None) -> None:
    submission = Submission.objects.get()
    submission.closed_because = "For the test"
    submission.save()
    assert Submission.objects.get().closed_because == "For the test"


@pytest.mark.parametrize(
    "table", ["approvals_decision", "checklists_answerrevision", "approvals_involved", "approvals_submission"]
)
def test_replacing_a_row_and_emptying_a_table(table: str, passed: None) -> None:
    postgresql = connection.vendor == "postgresql"
    command = (
        f"TRUNCATE {table} CASCADE" if postgresql else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"
    )
    if postgresql and table == "approvals_submission":
        command = "DELETE FROM approvals_submission"
    connection.check_constraints()  # what is still to be checked would keep PostgreSQL from emptying a table at all
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(command), "never changed")


def test_two_passes_of_one_visit(passed: None) -> None:
    submission = Submission.objects.get()
    submission.pk, submission.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        submission.save(force_insert=True)


def test_two_submissions_that_stand(bench: Council) -> None:
    submission = play.put(play.ready(bench.cycle(), at=NOW), at=NOW)
    submission.pk, submission.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        submission.save(force_insert=True)


def test_two_signatures_on_one_step(passed: None, bench: Council) -> None:
    decision = decided()
    decision.pk, decision.decider = None, bench["assistant"]
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


def test_a_stage_that_is_none(bench: Council) -> None:
    cycle = bench.cycle()
    with pytest.raises(IntegrityError), transaction.atomic():
        Cycle.objects.filter(pk=cycle.pk).update(stage="approved")
    with pytest.raises(AttributeError):
        cycle.stage = "plan"
