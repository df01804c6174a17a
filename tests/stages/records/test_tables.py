"""Changing a table: what is stored, what the history says, and who is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from cycles.models import Cycle
from demo import play
from stages.analyse.models import IntendedOutcome
from stages.records.kinds import all_kinds
from stages.records.models import RecordText, StoredFinding
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW, Council
from tests.stages.rows import outcome

OUTCOMES = all_kinds()["outcomes"]


def found(cycle: Cycle) -> tuple[str, str]:
    row = StoredFinding.objects.get(cycle=cycle, check_name="outcomes_have_baselines")
    return row.result, row.sentence


def test_a_row_is_stored_found_and_told(analyse: Cycle) -> None:
    row = outcome(analyse)
    text = RecordText.objects.get(cycle=analyse)
    assert (text.kind, text.record_id, text.title, text.is_draft) == ("outcomes", row.pk, str(row), False)
    assert "hospital" in text.words
    assert found(analyse) == ("holds", "One outcome, with its baseline of March 2026.")
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.sentence == "Added to Intended outcomes: More people stay in their own home"
    assert ("Date of the baseline", "", "31 March 2026") in entry.changes


def test_a_change_says_what_changed_and_nothing_else(analyse: Cycle) -> None:
    row = outcome(analyse)
    change = [RowInput({"baseline": Decimal("82.5"), "aim": Decimal(90)}, row.pk, row.version)]
    change_table(analyse, OUTCOMES, change, actor=analyse.lead, at=NOW)
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.changes == [("Ambition for it", "88", "90")]
    number = Event.objects.filter(chain=analyse.chain).count()
    change_table(analyse, OUTCOMES, [RowInput({"aim": Decimal(90)}, row.pk)], actor=analyse.lead, at=NOW)
    assert Event.objects.filter(chain=analyse.chain).count() == number


def test_all_rows_or_none(analyse: Cycle) -> None:
    row = outcome(analyse)
    rows = [RowInput({"aim": Decimal(99)}, row.pk), RowInput({"result": "Nothing else"})]
    with pytest.raises(ValidationError) as refused:
        change_table(analyse, OUTCOMES, rows, actor=analyse.lead, at=NOW)
    assert set(refused.value.error_dict) == {"level", "ambition"}
    assert IntendedOutcome.objects.get().aim == Decimal(88)


def test_what_somebody_else_changed_is_not_overwritten(analyse: Cycle) -> None:
    row = outcome(analyse)
    change_table(analyse, OUTCOMES, [RowInput({"aim": Decimal(90)}, row.pk, 0)], actor=analyse.lead, at=NOW)
    with pytest.raises(Stale) as stale:
        change_table(analyse, OUTCOMES, [RowInput({"aim": Decimal(91)}, row.pk, 0)], actor=analyse.lead, at=NOW)
    assert isinstance(stale.value.row, IntendedOutcome)
    assert stale.value.row.aim == Decimal(90)


def test_a_removed_row_is_kept_by_the_history_alone(analyse: Cycle) -> None:
    row = outcome(analyse)
    change_table(analyse, OUTCOMES, [RowInput(None, row.pk, 0)], actor=analyse.lead, at=NOW)
    assert not IntendedOutcome.objects.exists()
    assert not RecordText.objects.exists()
    assert found(analyse) == ("unknown", "No intended outcome is recorded yet.")
    entry = entries(Event.objects.filter(chain=analyse.chain))[-1]
    assert entry.sentence == "Removed from Intended outcomes: More people stay in their own home"
    assert ("For whom", "Individuals", "") in entry.changes


def test_only_the_team_changes_it_and_only_until_the_plan_gate(council: Council) -> None:
    cycle = council.cycle_at("do")
    with pytest.raises(Refused, match="The Plan gate has been passed"):
        outcome(cycle)
    with pytest.raises(Refused, match="Only the team"):
        change_table(council.cycle(), OUTCOMES, [], actor=council["other"], at=NOW)


def test_while_a_submission_stands_it_is_read_only(council: Council) -> None:
    cycle = council.cycle_at("analyse")
    outcome(cycle)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    with pytest.raises(Refused, match="is waiting for a decision"):
        outcome(cycle)
    (table,) = submission.pack["tables"]
    assert table["title"] == "Intended outcomes"
    assert table["rows"][0]["cells"][:2] == ["More people stay in their own home", "Individuals"]


def test_a_date_asks_for_its_baseline(analyse: Cycle) -> None:
    with pytest.raises(ValidationError, match="Enter the date of the baseline"):
        outcome(analyse, baseline_on=None)
    outcome(analyse, baseline=None, baseline_on=date(2026, 3, 31))
    assert found(analyse) == ("fails", "“More people stay in their own home” has not a baseline.")
