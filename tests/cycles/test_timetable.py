"""Last safe dates against dates known from the council's own papers, and what must hold of any of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Calendar, add_working_days, in_force, is_working_day
from cycles.timetable import (
    MILESTONES,
    Basis,
    last_safe_dates,
    milestone_for,
    next_undone,
    review_due,
    slack,
    spans,
    standstill_end,
    standstill_rule,
    status,
    total_duration,
)
from principles.figures import WITHOUT_AWARD
from tests.principles.editions import real

FIGURES: dict[str, Any] = dict(real().framework.figures)
ROUTES = ("", "procure", "call_off_framework", "direct_award", "grant", *sorted(WITHOUT_AWARD))
UNTIL_OVER = FIGURES["governance"]["publication_lag_working_days"] + FIGURES["governance"]["call_in_working_days"]
DAY_CARE = Basis(date(2026, 9, 1), "X", FIGURES, route="procure", key_decision=True)

NEED_BY = st.dates(date(2020, 1, 1), date(2040, 1, 1))
BASES = st.builds(
    Basis,
    need_by=NEED_BY,
    tier=st.sampled_from("SMLX"),
    figures=st.just(FIGURES),
    route=st.sampled_from(ROUTES),
    key_decision=st.booleans(),
    calendar=st.builds(
        Calendar,
        st.lists(NEED_BY, max_size=20),
        st.lists(NEED_BY.map(lambda day: (day, day + timedelta(days=45))), max_size=3),
    ),
)


def test_day_care_had_to_start_analyse_by_9_april_2024() -> None:
    assert last_safe_dates(DAY_CARE)["start_analyse"] == date(2024, 4, 9)


def test_day_cares_other_dates() -> None:
    assert last_safe_dates(DAY_CARE) == {
        "start_analyse": date(2024, 4, 9),
        "analyse_gate": date(2024, 9, 17),
        "notice": date(2025, 5, 9),
        "agenda": date(2025, 5, 30),
        "decision": date(2025, 6, 9),
        "call_in_end": date(2025, 6, 16),
        "plan_gate": date(2025, 6, 17),
        "tender": date(2025, 8, 26),
        "award": date(2026, 1, 15),
        "standstill_end": date(2026, 1, 26),
        "mobilise": date(2026, 1, 27),
        "do_gate": date(2026, 12, 1),
    }


def test_the_standstill_counts_the_day_of_the_award_and_seven_more_working_days() -> None:
    found = last_safe_dates(DAY_CARE)
    assert add_working_days(found["award"], 8 - 1) == found["standstill_end"]


@pytest.mark.parametrize(
    ("regime", "published", "over"),
    [
        ("pa2023_standard", date(2028, 5, 10), date(2028, 5, 19)),
        ("pa2023_light_touch", date(2028, 5, 10), date(2028, 5, 19)),
        ("psr_2023", date(2028, 5, 10), date(2028, 5, 23)),
        ("psr_2023", date(2028, 5, 8), date(2028, 5, 19)),
        ("pcr2015_legacy", date(2028, 5, 10), date(2028, 5, 22)),  # the tenth day is a Saturday
        ("pa2023_standard", date(2028, 12, 20), date(2029, 1, 3)),  # over Christmas and New Year
    ],
)
def test_each_law_has_its_own_standstill(regime: str, published: date, over: date) -> None:
    rule = standstill_rule(FIGURES, "procure", regime)
    assert rule
    assert standstill_end(rule, published) == over


@pytest.mark.parametrize(
    ("route", "regime", "basis"),
    [
        ("", "", "Procurement Act 2023 s51"),  # not decided yet: the law that asks for one
        ("procure", "pa2023_standard", "Procurement Act 2023 s51"),
        ("call_off_framework", "pa2023_standard", "council policy"),  # the route's rule comes first
        ("procure", "pa2023_below_threshold", None),
        ("procure", "not_a_procurement", None),
        ("grant", "pa2023_standard", None),  # nothing is bought
        ("in_house", "pa2023_standard", None),
    ],
)
def test_which_standstill_holds(route: str, regime: str, basis: str | None) -> None:
    rule = standstill_rule(FIGURES, route, regime)
    assert (rule and rule["basis"]) == basis


@pytest.mark.parametrize(
    ("regime", "award"),
    [("pa2023_standard", date(2026, 1, 15)), ("psr_2023", date(2026, 1, 13)), ("pcr2015_legacy", date(2026, 1, 16))],
)
def test_the_award_follows_from_the_law(regime: str, award: date) -> None:
    found = last_safe_dates(replace(DAY_CARE, regime=regime))
    assert (found["award"], found["standstill_end"], found["mobilise"]) == (award, date(2026, 1, 26), date(2026, 1, 27))


def test_below_the_threshold_the_award_is_the_last_thing_before_mobilisation() -> None:
    found = last_safe_dates(replace(DAY_CARE, regime="pa2023_below_threshold"))
    assert "standstill_end" not in found
    assert found["award"] == date(2026, 1, 26)


def test_a_direct_award_has_no_tender_but_its_notices_and_its_standstill() -> None:
    found = last_safe_dates(replace(DAY_CARE, route="direct_award"))
    assert "tender" not in found
    assert found["start_analyse"] == date(2024, 8, 6)  # as early as without an award
    assert found["award"] < found["standstill_end"] < found["mobilise"]


@pytest.mark.parametrize(
    ("route", "start"),
    [  # without 7, 10 and 5 weeks of tender, evaluation and award, with 12, 6, 8 and 10 of the route's own
        ("cease", date(2024, 6, 18)),
        ("direct_payments", date(2024, 7, 30)),
        ("in_house", date(2024, 7, 16)),
        ("partnership_s75", date(2024, 7, 2)),
    ],
)
def test_where_nothing_is_bought_a_step_of_the_route_takes_the_place_of_the_award(route: str, start: date) -> None:
    found = last_safe_dates(replace(DAY_CARE, route=route))
    assert not {"tender", "award", "standstill_end"} & found.keys()
    assert found["plan_gate"] < found["route_step"] < found["mobilise"]
    assert found["start_analyse"] == start


def test_of_several_routes_the_earliest_start_counts_and_all_their_steps_are_there() -> None:
    both = last_safe_dates(replace(DAY_CARE, other_routes=("in_house",)))
    assert both["start_analyse"] == date(2024, 4, 9)
    assert both["route_step"] == last_safe_dates(replace(DAY_CARE, route="in_house"))["route_step"]
    assert both["award"] == last_safe_dates(DAY_CARE)["award"]


@pytest.mark.parametrize(
    ("drops", "start"),
    [
        ((), date(2024, 4, 9)),
        (("do_tender_open",), date(2024, 5, 28)),  # Most Suitable Provider: 7 weeks less
        (("do_tender_open", "do_evaluate"), date(2024, 8, 6)),  # Direct Award: 17 weeks less
    ],
)
def test_the_routes_of_the_provider_selection_regime_drop_their_steps(drops: tuple[str, ...], start: date) -> None:
    assert last_safe_dates(replace(DAY_CARE, regime="psr_2023", drops=drops))["start_analyse"] == start


@pytest.mark.parametrize("route", ["psr_direct_a", "psr_direct_b"])
def test_direct_award_a_and_b_have_no_standstill(route: str) -> None:
    found = last_safe_dates(replace(DAY_CARE, regime="psr_2023", regime_route=route))
    assert "standstill_end" not in found
    assert found["award"] == date(2026, 1, 26)
    assert standstill_rule(FIGURES, "procure", "psr_2023", "psr_direct_c")


@pytest.mark.parametrize(
    ("flags", "weeks"),
    [((), 0), (("tupe_20_plus",), 8), (("registration",), 12), (("tupe_20_plus", "registration"), 12)],
)
def test_staff_transfer_and_registration_lengthen_mobilisation(flags: tuple[str, ...], weeks: int) -> None:
    """The longer of the two counts."""
    found = last_safe_dates(replace(DAY_CARE, flags=flags))
    assert found["start_analyse"] == date(2024, 4, 9) - timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("route", "code", "name"),
    [
        ("grant", "tender", "Open the call"),
        ("grant", "award", "Award the grant"),
        ("procure", "tender", "Start tender"),
        ("in_house", "route_step", "Start staff consultation"),
        ("", "tender", "Start tender"),
    ],
)
def test_milestones_have_the_words_of_the_route(route: str, code: str, name: str) -> None:
    assert milestone_for(code, route).name == name


def test_a_grant_keeps_its_call_and_has_no_standstill() -> None:
    found = last_safe_dates(replace(DAY_CARE, route="grant"))
    assert found["tender"] == date(2025, 8, 26)
    assert found["award"] == date(2026, 1, 26)
    assert "standstill_end" not in found


def test_without_a_key_decision_there_is_no_notice() -> None:
    assert (
        not {"notice", "agenda", "decision", "call_in_end"}
        & last_safe_dates(replace(DAY_CARE, key_decision=False)).keys()
    )


def test_the_review_gate_is_due_when_the_next_analyse_must_start() -> None:
    found = last_safe_dates(replace(DAY_CARE, next_need_by=date(2030, 9, 1)))
    assert found["review_gate"] == last_safe_dates(replace(DAY_CARE, need_by=date(2030, 9, 1)))["start_analyse"]


def test_a_meeting_moves_notice_and_agenda_and_an_election_does_not() -> None:
    """For 3 June 2025: 28 clear days are from 6 May, 5 May is a bank holiday; 26 May is one, too."""
    calendar = Calendar([date(2025, 4, 1), date(2025, 6, 3), date(2025, 7, 1)], [(date(2025, 5, 26), date(2025, 6, 5))])
    found = last_safe_dates(replace(DAY_CARE, calendar=calendar))
    assert (found["notice"], found["agenda"], found["decision"]) == (
        date(2025, 5, 2),
        date(2025, 5, 23),
        date(2025, 6, 3),
    )


@pytest.mark.parametrize(
    ("meeting", "agenda"),
    [
        (date(2025, 6, 14), date(2025, 6, 6)),  # a Saturday
        (date(2025, 6, 15), date(2025, 6, 6)),  # a Sunday
        (date(2025, 5, 26), date(2025, 5, 16)),  # a bank holiday
    ],
)
def test_a_meeting_on_a_day_off_is_the_day_of_the_decision(meeting: date, agenda: date) -> None:
    """In force by Monday 23 June: what is taken on the 13th, a Friday, or on the two days after is in time."""
    need_by, others = DAY_CARE.need_by + timedelta(days=6), [date(2025, 4, 1), date(2025, 7, 1)]
    found = last_safe_dates(replace(DAY_CARE, need_by=need_by, calendar=Calendar([*others, meeting])))
    assert found["plan_gate"] == date(2025, 6, 23)
    assert found["decision"] == meeting
    assert found["agenda"] == agenda
    assert meeting - found["notice"] > timedelta(days=28)
    assert is_working_day(found["notice"])
    assert found["call_in_end"] == add_working_days(meeting, 2 + 3)
    assert in_force(meeting, 2 + 3) <= date(2025, 6, 23)


# What must hold of any cycle


@given(BASES, st.integers(0, 800))
def test_a_later_need_by_date_never_gives_an_earlier_last_safe_date(basis: Basis, more: int) -> None:
    first, later = last_safe_dates(basis), last_safe_dates(replace(basis, need_by=basis.need_by + timedelta(days=more)))
    assert first.keys() == later.keys()
    assert [code for code in first if later[code] < first[code]] == []


@given(BASES)
def test_steps_never_overlap_and_leave_the_contingency(basis: Basis) -> None:
    found = spans(basis)
    assert all(one.starts < one.ends == other.starts for one, other in pairwise(found))
    assert found[-1].ends + basis.weeks("contingency") == basis.need_by
    assert sum((span.ends - span.starts for span in found), basis.weeks("contingency")) == total_duration(basis)


@given(BASES)
def test_every_last_safe_date_is_a_working_day_and_they_come_in_order(basis: Basis) -> None:
    found = last_safe_dates(basis)
    assert all(is_working_day(day) for code, day in found.items() if code != "decision")
    assert not basis.key_decision or is_working_day(found["decision"]) or found["decision"] in basis.calendar.meetings
    assert list(found.values()) == sorted(found.values()) or basis.key_decision  # a notice may go before its stage
    assert found.get("standstill_end", date.min) < found["mobilise"]
    if basis.key_decision:
        assert found["notice"] < found["agenda"] < found["decision"] < found["call_in_end"]
        assert in_force(found["decision"], UNTIL_OVER) <= spans(basis)[4].ends


@given(BASES, NEED_BY, st.integers(0, 400))
def test_slack_falls_by_one_a_working_day_once_the_planned_date_has_passed(
    basis: Basis, planned: date, late: int
) -> None:
    last = last_safe_dates(basis)["plan_gate"]
    day = add_working_days(planned, late)
    assert slack(day, planned, last) - slack(add_working_days(day, 1), planned, last) == 1


@given(NEED_BY, NEED_BY, st.integers(1, 400))
def test_slack_stands_still_before_the_planned_date(planned: date, last: date, early: int) -> None:
    assert slack(planned - timedelta(days=early), planned, last) == slack(planned, planned, last)


@pytest.mark.parametrize(("tier", "enough"), [("S", 5), ("M", 10), ("L", 25), ("X", 40)])
def test_the_status_follows_the_editions_figure_for_the_tier(tier: str, enough: int) -> None:
    says = [status(FIGURES, tier, days) for days in (enough, enough - 1, 0, -1)]
    assert says == ["on_track", "at_risk", "at_risk", "off_track"]


@pytest.mark.parametrize(
    ("stage", "done", "following"),
    [
        ("analyse", (), "analyse_gate"),
        ("plan", (), "notice"),
        ("plan", ("notice", "agenda"), "decision"),
        ("plan", ("notice", "agenda", "decision", "call_in_end"), "plan_gate"),
        ("do", (), "tender"),
        ("do", ("tender", "award", "standstill_end", "mobilise"), "do_gate"),
        ("review", (), ""),
    ],
)
def test_the_next_milestone_is_the_first_that_still_has_to_happen(
    stage: str, done: tuple[str, ...], following: str
) -> None:
    assert next_undone(last_safe_dates(DAY_CARE), stage, done) == following


def test_in_review_what_is_due_first_comes_first() -> None:
    whole = replace(DAY_CARE, extension_notice=date(2031, 9, 30), next_need_by=date(2032, 4, 1))
    latest = last_safe_dates(whole)
    assert latest["review_gate"] < latest["extension_decision"] == date(2031, 7, 8) < latest["extension_notice"]
    assert next_undone(latest, "review", ()) == "review_gate"
    assert next_undone(latest, "review", ("review_gate",)) == "extension_decision"


@pytest.mark.parametrize(
    ("need_by", "today", "months", "due"),
    [
        (date(2028, 4, 1), date(2026, 11, 23), 12, date(2029, 4, 1)),
        (date(2026, 4, 1), date(2026, 11, 23), 12, date(2027, 11, 23)),
        (date(2028, 2, 29), date(2026, 11, 23), 12, date(2029, 2, 28)),
        (date(2027, 8, 31), date(2026, 11, 23), 6, date(2028, 2, 29)),
    ],
)
def test_the_review_is_due_by_the_editions_months(need_by: date, today: date, months: int, due: date) -> None:
    assert review_due({"review_after_need_by_months": months}, need_by, today) == due


def test_every_milestone_can_come_up() -> None:
    whole = replace(
        DAY_CARE, extension_notice=date(2027, 1, 4), next_need_by=date(2031, 1, 6), other_routes=("in_house",)
    )
    assert set(last_safe_dates(whole)) == {milestone.code for milestone in MILESTONES}
