"""The options appraisal: fixing what options are scored against, scoring them, and choosing one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refused, Stale
from cycles.models import Cycle
from cycles.policies import may
from cycles.services.changing import Change, changing
from cycles.services.editing import require_unchanged, write_details
from principles.models import Stage
from stages.plan.models import Appraisal, Option, OptionScore
from stages.plan.ranking import TOP_SCORE
from stages.plan.selectors.appraisal import CENTRAL, AppraisalRecords, appraisal_records
from stages.records.checks import renew_findings
from stages.records.kinds import all_kinds
from stages.records.services.tables import RowInput, write_rows

FEWEST_OPTIONS = 3
LOCKED = "Somebody locked the criteria while you were editing. What you typed stands below. Unlock them to change them."
UNLOCKED = "Somebody unlocked the criteria while you were scoring, so there is nothing to score against now."
SCORED = "Somebody saved scores while you were scoring. Where theirs differ from yours, they stand beside them."
CHANGED = "Somebody changed the appraisal while you were choosing. Read the result again before you choose."

Pair = tuple[int, int]  # option, criterion


@dataclass(frozen=True)
class ScoresInput:
    """Scores 0 to 5 by option and criterion; what is left out stays as it is."""

    scores: Mapping[Pair, int]
    scored_on: date
    scorers: str
    seen_version: int  # of the appraisal


@dataclass(frozen=True)
class ChoiceInput:
    """The option, why, and the values of the cycle that go with it: delivery_route, other_routes and legal_regime."""

    option: int
    reason: str
    values: Mapping[str, Any]
    seen_version: int  # of the appraisal
    seen_details: int  # Cycle.details_version


def save_criteria(cycle: Cycle, rows: Sequence[RowInput], *, lock: bool, actor: User, at: datetime) -> None:
    """Change the criteria, and with `lock` fix them for scoring.

    Raises Refused, Stale, or ValidationError where they can't be locked as they are.
    """
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=Stage.PLAN) as change:
        records = appraisal_records(change.cycle)
        if records.appraisal.locked_at is not None:
            raise Stale(LOCKED, row=records.appraisal)
        write_rows(change, all_kinds()["criteria"], rows)
        if not lock:
            return
        records = appraisal_records(change.cycle)
        if faults := lock_faults(records):
            raise ValidationError(faults)
        appraisal = records.appraisal
        appraisal.locked_at, appraisal.locked_by = at, actor
        _save(appraisal)
        weights = ", ".join(f"{criterion} {criterion.weight}%" for criterion in records.criteria)
        change.record("criteria_locked", about=appraisal, criteria=weights)
        renew_findings(change.cycle)


def lock_faults(records: AppraisalRecords) -> list[str]:
    """What keeps the criteria from being locked."""
    faults = []
    total = sum(criterion.weight for criterion in records.criteria)
    if len(records.options) < FEWEST_OPTIONS:
        faults.append(f"Add at least {FEWEST_OPTIONS} options before you lock the criteria.")
    elif len(records.scored_options) < 2:
        faults.append("Leave at least 2 options that are not ruled out: one alone needs no scores.")
    if not records.typed_criteria:
        faults.append("Add at least one criterion that people score.")
    elif total != 100:
        faults.append(f"Weights add up to {total}%. They must add up to 100%.")
    if sum(criterion.is_from_cost for criterion in records.criteria) > 1:
        faults.append("Only one criterion can be scored from cost. Untick the others.")
    return faults


def unlock_criteria(cycle: Cycle, *, reason: str, seen_version: int, actor: User, at: datetime) -> None:
    """Open the criteria again: every score and the choice are cleared. What the cycle's own values say stays."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the criteria have to change"})
    with _appraising(cycle, seen_version, CHANGED, actor=actor, at=at) as (change, records):
        appraisal = records.appraisal
        _require_locked(appraisal)
        number, _ = OptionScore.objects.filter(option__cycle=change.cycle).delete()
        appraisal.locked_at = appraisal.locked_by = appraisal.scored_on = appraisal.scored_by = None
        appraisal.chosen = appraisal.chosen_at = None
        appraisal.scorers = appraisal.reason = ""
        _save(appraisal)
        change.record("criteria_unlocked", about=appraisal, number=number, reason=reason.strip())
        renew_findings(change.cycle)


def save_scores(cycle: Cycle, data: ScoresInput, *, actor: User, at: datetime) -> None:
    """Raises Refused, Stale where somebody saved or unlocked meanwhile, or ValidationError."""
    with _appraising(cycle, data.seen_version, SCORED, actor=actor, at=at) as (change, records):
        appraisal = records.appraisal
        _require_locked(appraisal)
        if data.scored_on > change.on:
            raise ValidationError({"scored_on": "The day of scoring must be today or in the past"})
        names = {
            (option.pk, criterion.pk): f"{option}, {criterion}"
            for option in records.scored_options
            for criterion in records.typed_criteria
        }
        if not data.scores.keys() <= names.keys() or not all(0 <= score <= TOP_SCORE for score in data.scores.values()):
            raise ValidationError("Score the options that are on the page, each from 0 to 5.")
        changed = {pair: score for pair, score in data.scores.items() if records.scores.get(pair) != score}
        OptionScore.objects.bulk_create(
            [OptionScore(option_id=option, criterion_id=key, score=score) for (option, key), score in changed.items()],
            update_conflicts=True,
            unique_fields=["option", "criterion"],
            update_fields=["score"],
        )
        if not changed and (appraisal.scored_on, appraisal.scorers) == (data.scored_on, data.scorers):
            return
        appraisal.scored_on, appraisal.scorers, appraisal.scored_by = data.scored_on, data.scorers, actor
        _save(appraisal)
        change.record(
            "options_scored",
            about=appraisal,
            scored_on=data.scored_on.isoformat(),
            scorers=data.scorers,
            before={names[pair]: str(records.scores[pair]) for pair in changed if pair in records.scores},
            after={names[pair]: str(score) for pair, score in changed.items()},
        )
        renew_findings(change.cycle)


def choose_option(cycle: Cycle, data: ChoiceInput, *, actor: User, at: datetime) -> Option:
    """Choose the option that is taken forward, and set the routes, the law and the value of the cycle with it.

    The whole-life value becomes the option's central cost, where that is known. Raises Refused, Stale or
    ValidationError by the name of a field.
    """
    with _appraising(cycle, data.seen_version, CHANGED, actor=actor, at=at) as (change, _):
        require_unchanged(change.cycle, data.seen_details)
        return write_choice(change, data.option, data.reason, data.values)


def write_choice(change: Change, option: int, reason: str, values: Mapping[str, Any]) -> Option:
    """The same within a change of the cycle that holds more. Raises Refused, or ValidationError by field."""
    if not reason.strip():
        raise ValidationError({"reason": "Say in one sentence why you choose it"})
    records = appraisal_records(change.cycle)
    chosen = next((one for one in records.scored_options if one.pk == option), None)
    if chosen is None:
        raise ValidationError({"option": "Choose an option that is not ruled out"})
    if records.asks_for_scores and records.matrix is None:
        raise ValidationError("Score every option before you choose one.")
    if not (verdict := may("edit", change.actor, change.cycle, change.on)):
        raise Refused(verdict.reason)
    appraisal = records.appraisal
    appraisal.chosen, appraisal.reason, appraisal.chosen_at = chosen, reason.strip(), change.at
    _save(appraisal)
    change.record("option_chosen", about=appraisal, option=str(chosen), reason=appraisal.reason)
    if (cost := records.costs_in(CENTRAL).get(chosen.pk)) is not None:
        values = {**values, "whole_life_value": cost}
    if values:
        write_details(change, values)
    renew_findings(change.cycle)
    return chosen


@contextmanager
def _appraising(
    cycle: Cycle, seen_version: int, sentence: str, *, actor: User, at: datetime
) -> Iterator[tuple[Change, AppraisalRecords]]:
    """Change the appraisal under the lock of its cycle. Raises Stale with the sentence where it was changed since."""
    with changing(cycle.pk, actor=actor, action="change_records", at=at, to=Stage.PLAN) as change:
        records = appraisal_records(change.cycle)
        if records.appraisal.version != seen_version:
            raise Stale(sentence, row=records.appraisal)
        yield change, records


def _require_locked(appraisal: Appraisal) -> None:
    if appraisal.locked_at is None:
        raise Stale(UNLOCKED, row=appraisal)


def _save(appraisal: Appraisal) -> None:
    appraisal.version += 1
    appraisal.save()
