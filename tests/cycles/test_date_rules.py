"""What planned dates have to keep: each rule by its sentence, and what holds of any plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import Calendar
from cycles.date_rules import Plan, breaches, fitted, moves, warning
from cycles.timetable import MILESTONES, Basis, first_plan, last_safe_dates, plan_with_spare
from tests.cycles.test_timetable import FIGURES, NEED_BY

MEETINGS = [date(2027, 1, 5), date(2027, 2, 2), date(2027, 3, 2), date(2027, 4, 6)]
BASIS = Basis(
    date(2028, 6, 1),
    "L",
    FIGURES,
    route="procure",
    regime="pa2023_standard",
    key_decision=True,
    decider="executive",
    calendar=Calendar(MEETINGS),
)
TODAY = date(2026, 11, 23)
LAWFUL = {
    "analyse_gate": date(2026, 12, 1),
    "notice": date(2026, 12, 1),
    "agenda": date(2027, 1, 25),
    "decision": date(2027, 2, 2),
    "call_in_end": date(2027, 2, 9),
    "plan_gate": date(2027, 2, 10),
    "tender": date(2027, 3, 24),
    "award": date(2027, 6, 1),
    "standstill_end": date(2027, 6, 10),
    "mobilise": date(2027, 6, 11),
    "do_gate": date(2027, 9, 1),
}


def plan(basis: Basis = BASIS, *, done: Mapping[str, date] | None = None, **planned: date) -> Plan:
    days = LAWFUL | planned
    return Plan(basis, {code: on for code, on in days.items() if code not in (done or {})}, done or {}, TODAY)


def test_the_plan_of_these_tests_is_lawful() -> None:
    assert breaches(plan()) == {}


@pytest.mark.parametrize(
    ("planned", "milestone", "sentence"),
    [
        (
            {"notice": date(2027, 1, 5)},
            "decision",
            (
                "Key decision is planned for 2 February 2027, 27 clear days after its forward plan notice of"
                " 5 January 2027: 28 are needed."
            ),
        ),
        (
            {"agenda": date(2027, 1, 26)},
            "decision",
            (
                "Key decision is planned for 2 February 2027, 4 clear working days after its agenda of 26 January 2027:"
                " 5 are needed."
            ),
        ),
        (
            {"decision": date(2027, 2, 3), "call_in_end": date(2027, 2, 10), "plan_gate": date(2027, 2, 11)},
            "decision",
            "Key decision is planned for 3 February 2027, when no meeting is listed: the next one is on 2 March 2027.",
        ),
        (
            {"call_in_end": date(2027, 2, 8)},
            "call_in_end",
            "Call-in ends is planned for 8 February 2027, before the call-in can be over on 9 February 2027.",
        ),
        (
            {"plan_gate": date(2027, 2, 9)},
            "plan_gate",
            (
                "Plan gate is planned for 9 February 2027, before the key decision is in force: its call-in ends on"
                " 9 February 2027."
            ),
        ),
        (
            {"standstill_end": date(2027, 6, 9)},
            "standstill_end",
            "Standstill ends is planned for 9 June 2027, before the standstill can be over on 10 June 2027.",
        ),
        (
            {"mobilise": date(2027, 6, 10)},
            "mobilise",
            (
                "Start to mobilise is planned for 10 June 2027, before a contract can be entered: the standstill ends"
                " on 10 June 2027."
            ),
        ),
        (
            {"tender": date(2027, 2, 9)},
            "tender",
            "Start tender is planned for 9 February 2027, before Plan gate on 10 February 2027.",
        ),
    ],
)
def test_each_rule_has_its_sentence(planned: dict[str, date], milestone: str, sentence: str) -> None:
    assert breaches(replace(plan(), planned=LAWFUL | planned)) == {milestone: sentence}


@pytest.mark.parametrize("decider", ["councillor", "officer"])
def test_an_executive_councillor_or_an_officer_decides_on_any_working_day(decider: str) -> None:
    alone = replace(BASIS, decider=decider)
    wednesday = plan(alone, decision=date(2027, 2, 3), call_in_end=date(2027, 2, 10), plan_gate=date(2027, 2, 11))
    assert breaches(wednesday) == {}
    saturday = breaches(
        plan(alone, decision=date(2027, 2, 6), call_in_end=date(2027, 2, 12), plan_gate=date(2027, 2, 15))
    )
    assert saturday == {"decision": "Key decision is planned for 6 February 2027, which is not a working day."}
    assert "agenda" not in last_safe_dates(alone)


def test_the_decision_of_christmas_day_is_against_the_rules() -> None:
    """Before its own notice, on a day off, and everything on one day: each is told."""
    day = date(2026, 12, 25)
    everything = plan(notice=day, agenda=day, decision=day, call_in_end=day, plan_gate=day)
    assert list(breaches(everything)) == ["decision", "call_in_end", "plan_gate"]
    assert breaches(everything)["decision"] == (
        "Key decision is planned for 25 December 2026, not after its forward plan notice of 25 December 2026: 28 clear"
        " days must lie between."
    )


def test_without_a_standstill_mobilisation_comes_after_the_award() -> None:
    below = replace(BASIS, regime="pa2023_below_threshold")
    assert breaches(plan(below, mobilise=date(2027, 6, 1))) == {
        "mobilise": "Start to mobilise is planned for 1 June 2027, before a contract can be entered: the award is on"
        " 1 June 2027."
    }


def test_what_has_not_happened_can_not_be_before_today() -> None:
    late = replace(plan(notice=date(2026, 12, 1)), today=date(2027, 1, 5))
    assert breaches(late)["decision"].startswith("Key decision is planned for 2 February 2027, 27 clear days after")
    done = plan(done={"notice": date(2026, 12, 1), "analyse_gate": date(2026, 12, 1)})
    assert breaches(replace(done, today=date(2027, 1, 5))) == {}


@pytest.mark.parametrize(
    ("calendar", "on", "says"),
    [
        (Calendar(MEETINGS), date(2027, 2, 2), ""),
        (Calendar(MEETINGS), date(2027, 5, 4), "No meeting is listed yet for this day."),
        (Calendar(), date(2027, 2, 2), "No meeting is listed yet for this day."),
    ],
)
def test_where_the_list_of_meetings_ends_it_is_told(calendar: Calendar, on: date, says: str) -> None:
    assert warning(plan(replace(BASIS, calendar=calendar), decision=on), "decision", on) == says
    assert warning(plan(replace(BASIS, calendar=calendar, decider="officer"), decision=on), "decision", on) == ""


def test_a_decision_before_an_election_is_a_choice() -> None:
    election = replace(BASIS, calendar=Calendar(MEETINGS, [(date(2027, 1, 25), date(2027, 2, 10))]))
    assert breaches(plan(election)) == {}
    assert warning(plan(election), "decision", date(2027, 4, 6)) == (
        "The key decision is planned for 2 February 2027, in the pre-election period from 25 January to 10 February"
        " 2027. Council business goes on, but publicity is limited: keep the date, or plan the decision for the meeting"
        " of 2 March 2027."
    )


def test_what_a_later_decision_moves() -> None:
    assert moves(plan(decision=date(2027, 3, 2)), "decision") == {
        "call_in_end": date(2027, 3, 9),
        "plan_gate": date(2027, 3, 10),
    }


def test_what_an_earlier_decision_moves() -> None:
    earlier = plan(decision=date(2027, 1, 5), notice=date(2026, 12, 8))
    assert moves(earlier, "decision") == {"notice": date(2026, 12, 7), "agenda": date(2026, 12, 23)}


def test_a_later_notice_moves_the_decision_to_the_next_meeting_with_all_that_follows() -> None:
    assert moves(plan(notice=date(2027, 1, 5)), "notice") == {
        "decision": date(2027, 3, 2),
        "call_in_end": date(2027, 3, 9),
        "plan_gate": date(2027, 3, 10),
    }


def test_a_decision_at_a_meeting_on_a_saturday_stays_when_its_gate_moves_to_a_later_day() -> None:
    saturday = replace(BASIS, calendar=Calendar([date(2027, 1, 5), date(2027, 2, 6)]))
    on_saturday = plan(saturday, decision=date(2027, 2, 6), call_in_end=date(2027, 2, 12), plan_gate=date(2027, 2, 15))
    assert breaches(on_saturday) == {}
    assert (
        moves(replace(on_saturday, planned={**on_saturday.planned, "plan_gate": date(2027, 2, 22)}), "plan_gate") == {}
    )


def test_a_later_award_moves_the_standstill_and_mobilisation() -> None:
    psr = replace(BASIS, regime="psr_2023")
    assert moves(plan(psr, award=date(2027, 6, 7)), "award") == {
        "standstill_end": date(2027, 6, 18),
        "mobilise": date(2027, 6, 21),
    }


BASES = st.builds(
    Basis,
    need_by=NEED_BY,
    tier=st.sampled_from("SMLX"),
    figures=st.just(FIGURES),
    route=st.sampled_from(
        ["", "procure", "call_off_framework", "direct_award", "grant", "in_house", "partnership_s75"]
    ),
    regime=st.sampled_from(["", "pa2023_standard", "pa2023_light_touch", "psr_2023", "pcr2015_legacy"]),
    regime_route=st.sampled_from(["", "psr_direct_a", "psr_direct_c"]),
    drops=st.sampled_from([(), ("do_tender_open",), ("do_tender_open", "do_evaluate")]),
    flags=st.sampled_from([(), ("registration",), ("tupe_20_plus",), ("registration", "tupe_20_plus")]),
    other_routes=st.sampled_from([(), ("grant",), ("in_house",), ("procure", "cease")]),
    decider=st.sampled_from(["", "executive", "councillor", "officer"]),
    key_decision=st.booleans(),
    extension_notice=st.none() | NEED_BY,
    next_need_by=st.none() | NEED_BY,
    calendar=st.builds(Calendar, st.lists(NEED_BY, max_size=20)),
)
BEGINNING = date(2000, 1, 1)


@given(BASES)
def test_last_safe_dates_never_break_a_rule(basis: Basis) -> None:
    assert breaches(Plan(basis, last_safe_dates(basis), {}, BEGINNING)) == {}


@settings(deadline=None)
@given(BASES, NEED_BY)
def test_the_first_plan_keeps_every_rule_and_begins_on_its_day(basis: Basis, started: date) -> None:
    planned = first_plan(basis, started)
    assert planned.keys() == last_safe_dates(basis).keys()
    assert breaches(Plan(basis, planned, {}, started)) == {}
    assert planned["start_analyse"] == started
    assert min(planned.values()) == started


@settings(deadline=None)
@given(BASES)
def test_a_cycle_begun_on_its_last_safe_start_is_never_too_late(basis: Basis) -> None:
    latest = last_safe_dates(basis)
    planned = first_plan(basis, latest["start_analyse"])
    of_their_own = {"extension_decision", "extension_notice", "review_gate"}  # dates that nothing ties to the start
    assert [code for code in latest.keys() - of_their_own if planned[code] > latest[code]] == []


@settings(deadline=None)
@given(BASES, NEED_BY, st.integers(0, 60), st.data())
def test_dates_planned_anew_keep_every_rule_and_none_is_before_today(
    basis: Basis, today: date, spare: int, data: st.DataObject
) -> None:
    codes = [kind.code for kind in MILESTONES if kind.code in last_safe_dates(basis)]
    to_come = codes[data.draw(st.integers(1, len(codes) - 1)) :]
    planned = plan_with_spare(basis, today, spare, to_come)
    assert planned.keys() == set(to_come)
    assert breaches(Plan(basis, planned, {}, today)) == {}
    assert min(planned.values()) >= today


@settings(deadline=None)
@given(BASES, NEED_BY, st.integers(1, 300), st.data())
def test_a_later_date_takes_along_what_has_to_follow(
    basis: Basis, started: date, later: int, data: st.DataObject
) -> None:
    """Moved to a later day, everything else moves so that no rule is broken: but a decision stays on a meeting."""
    planned = first_plan(basis, started)
    code = data.draw(st.sampled_from(sorted(planned.keys() - {"start_analyse", "decision"})))
    plan = Plan(basis, planned | {code: planned[code] + timedelta(days=later)}, {}, started)
    moved = moves(plan, code)
    assert breaches(replace(plan, planned={**plan.planned, **moved})) == {}
    assert all(to > plan.planned[other] for other, to in moved.items())


@settings(deadline=None)
@given(BASES, NEED_BY, st.integers(0, 200))
def test_milestones_that_are_new_to_a_cycle_fit_into_its_plan(basis: Basis, started: date, later: int) -> None:
    """As when a cycle becomes a key decision after its team has moved its dates: the new ones are made to fit."""
    key = replace(basis, key_decision=True, calendar=Calendar())
    plain = replace(key, key_decision=False)
    kept = {code: on + timedelta(weeks=30 + later) for code, on in first_plan(plain, started).items()}
    new = {code: on for code, on in first_plan(key, started).items() if code not in kept}
    plan = Plan(key, kept | new, {}, started)
    fits = {**plan.planned, **fitted(plan, new)}
    broken: dict[str, Any] = breaches(Plan(key, fits, {}, started))
    assert not {"decision", "call_in_end", "plan_gate"} & broken.keys()
