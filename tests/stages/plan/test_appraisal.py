"""The options appraisal through its services: locking, scoring, choosing, and what the gate checks find."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused, Stale
from audit.models import Event
from audit.presenters import entries
from cycles.models import Cycle
from principles.models import DeliveryRoute, LegalRegime
from stages.plan.models import Appraisal, Criterion, Option, OptionScore
from stages.plan.presenters.appraisal import result_of
from stages.plan.presenters.appraisal_sealing import appraisal_tables
from stages.plan.selectors.appraisal import appraisal_records
from stages.plan.selectors.costs import cost_book
from stages.plan.services.appraisal import (
    ChoiceInput,
    ScoresInput,
    choose_option,
    save_criteria,
    save_scores,
    unlock_criteria,
)
from stages.records.kinds import all_kinds
from stages.records.models import StoredFinding
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW, SMALL, Council
from tests.stages.plan.appraisal import KINDS, appraised, by_name, criteria, options, score
from tests.stages.rows import add


def found(cycle: Cycle, check: str) -> tuple[str, str]:
    row = StoredFinding.objects.get(cycle=cycle, check_name=check)
    return row.result, row.sentence


def last(cycle: Cycle) -> Any:
    return entries(Event.objects.filter(chain=cycle.chain))[-1]


def choice(cycle: Cycle, option: int, **more: Any) -> ChoiceInput:
    cycle.refresh_from_db()
    version = appraisal_records(cycle).appraisal.version
    values = {
        "delivery_route": DeliveryRoute.objects.get(edition=cycle.edition, code="procure"),
        "other_routes": ["grant"],
        "legal_regime": LegalRegime.objects.get(edition=cycle.edition, code="pa2023_standard"),
    }
    data: dict[str, Any] = {
        "option": option,
        "reason": "It reaches most people.",
        "values": values,
        "seen_version": version,
        "seen_details": cycle.details_version,
    }
    return ChoiceInput(**(data | more))


def test_the_ranking_of_what_was_scored(plan: Cycle) -> None:
    appraised(plan)
    result = result_of(appraisal_records(plan))
    assert result
    assert [(row.option.name, row.total, row.place) for row in result.rows] == [
        ("Open list", "78", "1"),
        ("Council team", "70", "2"),
        ("Grants", "60", "3"),
        ("Keep as is", "58", "4"),
        ("Stop", "40", "5"),
    ]
    assert result.first == "Open list is first with 78."
    # Reach: 78 + x(60 - 78) = 70 + x(80 - 70), so x = 2/7 and t = 40 + 60 x 2/7 = 57.1
    # Better lives: towards less, Council team gains: 78 + x 22 = 70 - x 10, x = -1/4, t = 30 - 70/4 = 12.5
    # Local economy: 78 + x 2 = 58 + x 42 with Keep as is, x = 1/2, t = 10 + 90/2 = 55
    assert result.turning == (
        "It stays first unless Reach weighs more than 57.1% (now 40%), Better lives weighs less than 12.5% (now 30%) or"
        " Local economy weighs more than 55% (now 10%)."
    )
    assert (result.rows[0].strongest, result.rows[0].weakest) == ("Better lives (5)", "Reach (3)")


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"Quality": 95}, "Weights add up to 95%. They must add up to 100%."),
        ({"Quality": 60, "Reach": 41}, "Weights add up to 101%. They must add up to 100%."),
        ({}, "Add at least one criterion that people score."),
    ],
)
def test_weights_that_do_not_make_100_are_not_locked(plan: Cycle, weights: dict[str, int], sentence: str) -> None:
    options(plan)
    with pytest.raises(ValidationError) as refused:
        criteria(plan, weights)
    assert refused.value.messages == [sentence]
    assert not Criterion.objects.exists()
    assert not Appraisal.objects.exists()


def test_there_must_be_something_to_compare(plan: Cycle) -> None:
    options(plan, KINDS[:2])
    with pytest.raises(ValidationError, match="Add at least 3 options"):
        criteria(plan)
    add(plan, "options", name="Grants", kind="partnership")
    rows = [RowInput({"is_ruled_out": True, "reason": "No."}, row.pk) for row in Option.objects.all()[:2]]
    change_table(plan, all_kinds()["options"], rows, actor=plan.lead, at=NOW)
    with pytest.raises(ValidationError, match="Leave at least 2 options"):
        criteria(plan)


def test_one_criterion_alone_is_scored_from_cost(plan: Cycle) -> None:
    options(plan)
    rows = [RowInput({"name": name, "weight": 25, "is_from_cost": name in "AB"}) for name in "ABCD"]
    with pytest.raises(ValidationError, match="Only one criterion can be scored from cost"):
        save_criteria(plan, rows, lock=True, actor=plan.lead, at=NOW)


def test_locked_criteria_cannot_be_changed_by_any_page(plan: Cycle) -> None:
    options(plan)
    criteria(plan)
    assert last(plan).sentence == (
        "Locked the criteria of the options appraisal: Better lives 30%, Quality 20%, Reach 40%, Local economy 10%"
    )
    kind, first = all_kinds()["criteria"], Criterion.objects.all()[0]
    for row in (RowInput({"name": "New", "weight": 1}), RowInput({"weight": 31}, first.pk), RowInput(None, first.pk)):
        with pytest.raises(Refused, match="The criteria are locked"):
            change_table(plan, kind, [row], actor=plan.lead, at=NOW)
    with pytest.raises(Stale, match="Somebody locked the criteria"):
        criteria(plan)
    assert sum(Criterion.objects.values_list("weight", flat=True)) == 100


def test_unlocking_needs_a_reason_and_clears_scores_and_choice(plan: Cycle) -> None:
    names = appraised(plan)
    choose_option(plan, choice(plan, names["Open list"]), actor=plan.lead, at=NOW)
    version = appraisal_records(plan).appraisal.version
    with pytest.raises(ValidationError, match="Say why"):
        unlock_criteria(plan, reason=" ", seen_version=version, actor=plan.lead, at=NOW)
    with pytest.raises(Stale):
        unlock_criteria(plan, reason="Reach counts less.", seen_version=version - 1, actor=plan.lead, at=NOW)
    assert OptionScore.objects.count() == 20
    unlock_criteria(plan, reason="Reach counts less.", seen_version=version, actor=plan.lead, at=NOW)
    assert not OptionScore.objects.exists()
    appraisal = Appraisal.objects.get()
    assert (appraisal.locked_at, appraisal.scored_on, appraisal.scorers, appraisal.chosen, appraisal.reason) == (
        None,
        None,
        "",
        None,
        "",
    )
    entry = last(plan)
    assert (entry.sentence, entry.reason) == (
        "Unlocked the criteria of the options appraisal; 20 scores were cleared",
        "Reach counts less.",
    )
    change_table(plan, all_kinds()["criteria"], [RowInput(None, by_name(plan)["Reach"])], actor=plan.lead, at=NOW)
    with pytest.raises(Stale, match="unlocked the criteria"):
        unlock_criteria(plan, reason="Again.", seen_version=appraisal.version, actor=plan.lead, at=NOW)


def test_nothing_is_scored_before_the_criteria_are_locked(plan: Cycle) -> None:
    options(plan)
    criteria(plan, lock=False)
    with pytest.raises(Stale, match="unlocked"):
        score(plan)
    assert not OptionScore.objects.exists()


def test_of_two_scorers_the_second_overwrites_nothing(plan: Cycle) -> None:
    appraised(plan)
    records = appraisal_records(plan)
    (pair, was), *_ = records.scores.items()
    version = records.appraisal.version
    mine = ScoresInput({pair: 5 - was}, NOW.date(), "Priya Nair", version)
    save_scores(plan, mine, actor=plan.lead, at=NOW)
    with pytest.raises(Stale, match="Somebody saved scores"):
        save_scores(plan, ScoresInput({pair: was}, NOW.date(), "Tom", version), actor=plan.lead, at=NOW)
    assert appraisal_records(plan).scores == {**records.scores, pair: 5 - was}
    entry = last(plan)
    assert entry.sentence == "Scored the options on 23 November 2026. In the room: Priya Nair"
    assert entry.changes == [("Keep as is, Better lives", "2", "3")]


def test_scores_are_of_the_page_and_of_a_day_that_has_come(plan: Cycle) -> None:
    appraised(plan)
    records = appraisal_records(plan)
    (pair, _), *_ = records.scores.items()
    for scores, day in (({pair: 6}, NOW.date()), ({(0, 0): 3}, NOW.date()), ({pair: 1}, NOW.date() + timedelta(1))):
        data = ScoresInput(scores, day, "Tom", records.appraisal.version)
        with pytest.raises(ValidationError):
            save_scores(plan, data, actor=plan.lead, at=NOW)
    assert appraisal_records(plan).scores == records.scores


def test_the_choice_sets_the_cycle_in_the_same_transaction(plan: Cycle) -> None:
    names = appraised(plan)
    choose_option(plan, choice(plan, names["Open list"]), actor=plan.lead, at=NOW)
    plan = Cycle.objects.get(pk=plan.pk)
    assert (plan.routes, plan.regime) == (["procure", "grant"], "pa2023_standard")
    appraisal = Appraisal.objects.get()
    assert (appraisal.chosen_id, appraisal.reason) == (names["Open list"], "It reaches most people.")
    assert cost_book(plan).chosen == appraisal.chosen
    told = entries(Event.objects.filter(chain=plan.chain, verb__in=("option_chosen", "cycle_edited")))
    assert (told[0].sentence, told[0].reason) == ("Chose the option “Open list”", "It reaches most people.")
    assert ("Delivery route", "nothing", "Contract with a supplier") in told[1].changes


def test_a_choice_that_does_not_fit_the_cycle_stores_nothing(plan: Cycle) -> None:
    names = appraised(plan)
    good = choice(plan, names["Open list"])
    number = Event.objects.count()
    both_routes = {**good.values, "other_routes": ["procure"]}
    with pytest.raises(ValidationError) as refused:
        choose_option(plan, choice(plan, names["Open list"], values=both_routes), actor=plan.lead, at=NOW)
    assert set(refused.value.error_dict) == {"other_routes"}
    for stale in ({"seen_version": good.seen_version - 1}, {"seen_details": good.seen_details - 1}):
        with pytest.raises(Stale):
            choose_option(plan, choice(plan, names["Open list"], **stale), actor=plan.lead, at=NOW)
    with pytest.raises(ValidationError, match="Say in one sentence"):
        choose_option(plan, choice(plan, names["Open list"], reason=" "), actor=plan.lead, at=NOW)
    with pytest.raises(ValidationError, match="Choose an option"):
        choose_option(plan, choice(plan, 0), actor=plan.lead, at=NOW)
    assert Appraisal.objects.get().chosen is None
    assert Event.objects.count() == number


def test_what_is_not_scored_is_not_chosen(plan: Cycle) -> None:
    (keep, *_) = options(plan)
    with pytest.raises(ValidationError, match="Score every option"):
        choose_option(plan, choice(plan, keep.pk), actor=plan.lead, at=NOW)


def test_what_the_appraisal_lacks_is_said(plan: Cycle) -> None:
    options(plan, KINDS[:2])
    check = "options_appraised"
    assert found(plan, check) == (
        "fails",
        (
            "Nothing is recorded about in-house delivery, a partnership or grant and an external supplier."
            " Add each as an option, ruled out with a reason if need be."
        ),
    )
    options(plan, KINDS[2:])
    assert found(plan, check) == (
        "fails",
        "The criteria and their weights are not locked yet, so nothing can be scored.",
    )
    criteria(plan, {"Quality": 100})
    assert found(plan, check) == ("fails", "5 scores are missing yet; the first is of “Keep as is” against “Quality”.")
    score(plan, dict(zip([name for name, _ in KINDS], [(1,), (2,), (4,), (4,), (0,)], strict=True)))
    assert found(plan, check) == (
        "holds",
        (
            "5 options scored against 1 criterion that were locked on 23 November 2026."
            " Council team and Grants are joint first with 80."
        ),
    )
    (stop,) = [row for row in Option.objects.all() if row.kind == "stop"]
    rows = [RowInput({"is_ruled_out": True, "reason": "It is a duty."}, stop.pk)]
    change_table(plan, all_kinds()["options"], rows, actor=plan.lead, at=NOW)
    assert found(plan, check)[0] == "holds"
    assert found(plan, "preferred_option_stress_tested") == ("unknown", "No option is chosen yet.")


def test_a_small_cycle_needs_reasons_and_no_scores(council: Council) -> None:
    cycle = council.cycle_at("plan", SMALL)
    keep = add(cycle, "options", name="Keep as is", kind="keep")
    assert found(cycle, "options_appraised") == ("unknown", "No option says yet why it is kept or ruled out.")
    stop = add(cycle, "options", name="Stop", kind="stop", reason="People need it.")
    assert found(cycle, "options_appraised") == ("fails", "Say why “Keep as is” was kept or ruled out.")
    rows = [RowInput({"reason": "It works."}, keep.pk), RowInput(None, stop.pk)]
    change_table(cycle, all_kinds()["options"], rows, actor=cycle.lead, at=NOW)
    assert found(cycle, "options_appraised") == (
        "holds",
        "1 option, each with its reason. A small cycle needs no scores.",
    )
    choose_option(cycle, choice(cycle, keep.pk), actor=cycle.lead, at=NOW)
    assert Appraisal.objects.get().chosen_id == keep.pk


def test_the_choice_must_be_tested_against_demand(plan: Cycle) -> None:
    names = appraised(plan)
    choose_option(plan, choice(plan, names["Open list"]), actor=plan.lead, at=NOW)
    check = "preferred_option_stress_tested"
    assert found(plan, check) == (
        "fails",
        "The whole-life cost of “Open list” is not known for low, central and high demand.",
    )
    rows = [RowInput({"is_ruled_out": True, "reason": "No bidders."}, names["Open list"])]
    change_table(plan, all_kinds()["options"], rows, actor=plan.lead, at=NOW)
    assert found(plan, check) == ("fails", "“Open list” was chosen and is ruled out now. Choose again.")


def test_what_a_pack_seals(plan: Cycle) -> None:
    names = appraised(plan)
    choose_option(plan, choice(plan, names["Open list"]), actor=plan.lead, at=NOW)
    assert list(appraisal_tables(plan, "analyse")) == []
    scores, chosen = appraisal_tables(plan, "plan")
    assert scores.columns == [
        "Option",
        "Better lives",
        "Quality",
        "Reach",
        "Local economy",
        "Score out of 100",
        "Place",
    ]
    assert scores.rows[0] == (str(names["Keep as is"]), ["Keep as is", "2", "3", "3", "5", "58", "4"])
    assert "Open list is first with 78." in scores.sentences
    assert chosen.rows == [(str(names["Open list"]), ["Open list", "It reaches most people."])]
