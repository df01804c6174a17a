"""Planning dates under the rules: what moves along, what needs a reason, what councillors read of it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from approvals.checks import schedule_has_float
from calendars.models import CouncilDay
from calendars.services import add_council_day
from cycles.models import Cycle, CycleStage
from cycles.presenters.dates import choices, dates_of, stage_bars
from cycles.services.scheduling import mark_done, plan_all_dates, plan_date, recalculate_all_dates
from demo import play
from tests.checklists.views.asking import errors_of, text_of
from tests.council import LARGE, NOW, Council
from tests.cycles.assertions import finds, nothing_written
from tests.cycles.views.conftest import SignedIn

MEETINGS = [date(2027, 1, 5), date(2027, 2, 2), date(2027, 3, 2), date(2027, 9, 7), date(2028, 1, 11), date(2028, 2, 1)]
LATE = "The notice was late, and the chair of scrutiny agreed"


@pytest.fixture
def key(bench: Council) -> Cycle:
    """A key decision of the Executive, in Plan."""
    for meets in MEETINGS:
        add_council_day(CouncilDay.Kind.MEETING, "Executive", meets, meets, actor=bench["admin"], at=NOW)
    cycle = bench.cycle_at(CycleStage.PLAN, LARGE, key_decision=True)
    Cycle.objects.filter(pk=cycle.pk).update(decision_maker="executive", slack_on=None)
    recalculate_all_dates(NOW.date())
    return Cycle.objects.get(pk=cycle.pk)


def sends(milestone: str, on: date, **more: Any) -> dict[str, Any]:
    parts = {"plan-planned_day": on.day, "plan-planned_month": on.month, "plan-planned_year": on.year}
    return {"action": "plan", "plan-reason": "The report is late", **parts, **{f"plan-{k}": v for k, v in more.items()}}


def planned(cycle: Cycle, milestone: str) -> date:
    return cycle.dates.get(milestone=milestone).planned


def test_what_has_to_follow_moves_with_a_date_and_is_told(key: Cycle, as_: SignedIn) -> None:
    client, address = as_("lead"), reverse("date", args=[key.reference, "decision"])
    sent = sends("decision", date(2028, 1, 11), version=0) | {"version": key.dates.get(milestone="decision").version}
    page = text_of(client.post(address, sent, follow=True))
    assert "Key decision: saved. Moved with it: Call-in ends to 20 January 2028, Plan gate to 21 January 2028" in page
    assert (planned(key, "decision"), planned(key, "plan_gate")) == (date(2028, 1, 11), date(2028, 1, 21))
    assert not key.dates.exclude(breach="").exists()
    history = text_of(client.get(reverse("history", args=[key.reference])))
    assert "Key decision is now planned for 11 January 2028" in history
    assert "21 January 2028" in history


def test_a_breach_is_saved_with_a_reason_only(key: Cycle, as_: SignedIn) -> None:
    client, address = as_("lead"), reverse("date", args=[key.reference, "decision"])
    version = key.dates.get(milestone="decision").version
    christmas = sends("decision", date(2026, 12, 25)) | {"version": version}
    assert "Why is it planned so all the same?" not in text_of(client.get(address))
    with nothing_written():
        refused = client.post(address, christmas)
    assert any("which is not a working day" in error for error in errors_of(refused))
    assert "Why is it planned so all the same?" in text_of(refused)
    client.post(address, christmas | {"plan-breach_reason": LATE})
    cycle = Cycle.objects.get(pk=key.pk)
    assert planned(cycle, "decision") == date(2026, 12, 25)
    assert cycle.status == "off_track"
    sentence = cycle.dates.get(milestone="decision").breach
    assert cycle.breach == sentence
    assert sentence.startswith("Key decision is planned for 25 December 2026")
    for name in ("dates", "cycle"):
        page = text_of(client.get(reverse(name, args=[cycle.reference])))
        assert "Off track" in page
        assert sentence in page
    assert sentence in text_of(client.get(reverse("cycles")))
    assert LATE in text_of(client.get(reverse("dates", args=[cycle.reference])))
    history = text_of(client.get(reverse("history", args=[cycle.reference])))
    assert "against a rule" in history
    assert LATE in history


@pytest.mark.parametrize("name", ["dates", "cycle", "cycles", "cycles-timeline", "cycles-board"])
def test_councillors_read_that_the_date_is_not_settled(name: str, key: Cycle, bench: Council, as_: SignedIn) -> None:
    row = key.dates.get(milestone="decision")
    plan_date(
        row,
        date(2026, 12, 25),
        reason="Late",
        breach_reason=LATE,
        actor=bench["lead"],
        at=NOW,
        seen_version=row.version,
    )
    address = reverse(name, args=[key.reference] if name in ("dates", "cycle") else [])
    page = as_("councillor").get(address).content.decode()
    assert "25 December 2026" not in page
    assert "25 Dec" not in page
    assert LATE not in page
    if name != "cycles-timeline":
        assert "ot settled" in page


def test_a_date_that_is_not_settled_is_not_drawn_for_councillors(key: Cycle, bench: Council) -> None:
    row = key.dates.get(milestone="plan_gate")
    said: dict[str, Any] = {"actor": bench["lead"], "at": NOW, "seen_version": row.version, "keep_others": True}
    plan_date(row, date(2026, 12, 1), reason="Early", breach_reason=LATE, **said)
    cycle, last_safe = Cycle.objects.get(pk=key.pk), key.dates.get(milestone="plan_gate").last_safe
    ends = [
        next(
            until
            for name, _, until, _ in dates_of(cycle, NOW.date(), for_councillors=councillors).bars
            if "Plan" in name
        )
        for councillors in (False, True)
    ]
    assert ends == [date(2026, 12, 1), last_safe]


def test_others_can_be_left_as_they_are_with_a_reason(key: Cycle, bench: Council) -> None:
    row = key.dates.get(milestone="decision")
    said: dict[str, Any] = {
        "reason": "Late",
        "actor": bench["lead"],
        "at": NOW,
        "seen_version": row.version,
        "keep_others": True,
    }
    with pytest.raises(ValidationError, match="before the call-in can be over"):
        plan_date(row, date(2028, 1, 11), **said)
    assert plan_date(row, date(2028, 1, 11), **said, breach_reason=LATE) == {}
    broken = set(key.dates.exclude(breach="").values_list("milestone", flat=True))
    assert broken == {"call_in_end", "plan_gate"}
    assert set(key.dates.exclude(breach_reason="").values_list("milestone", flat=True)) == broken


@pytest.mark.parametrize("seed", range(5))
def test_dates_accepted_without_a_reason_break_no_rule(seed: int, key: Cycle, bench: Council) -> None:
    """Any day for any date, again and again: refused, or every rule is kept."""
    chance, accepted = random.Random(seed), 0
    for _ in range(12):
        row = chance.choice(list(key.dates.filter(done_on=None, applies=True)))
        to = NOW.date() + timedelta(days=chance.randrange(700))
        try:
            plan_date(
                row,
                to,
                reason="Moved",
                keep_others=chance.random() < 0.3,
                actor=bench["lead"],
                at=NOW,
                seen_version=row.version,
            )
            accepted += 1
        except ValidationError:
            continue
        assert not key.dates.exclude(breach="").exists()
    assert accepted


def test_the_checklist_knows_of_a_date_that_breaks_a_rule(key: Cycle, bench: Council) -> None:
    assert "no meeting is listed" not in schedule_has_float(key, NOW.date()).sentence
    row = key.dates.get(milestone="decision")
    said: dict[str, Any] = {"actor": bench["lead"], "at": NOW, "seen_version": row.version}
    plan_date(row, date(2027, 9, 8), reason="Late", breach_reason=LATE, **said)
    finding = schedule_has_float(Cycle.objects.get(pk=key.pk), NOW.date())
    assert finding.result == "fails"
    assert finding.sentence.endswith("when no meeting is listed: the next one is on 11 January 2028.")


def test_every_date_is_planned_anew(key: Cycle, as_: SignedIn) -> None:
    client, address = as_("lead"), reverse("dates-plan-all", args=[key.reference])
    assert "is on track from 40 working days" in text_of(client.get(address))
    with nothing_written():
        assert any("Say why the dates move" in error for error in errors_of(client.post(address, {"spare": 45})))
    page = text_of(client.post(address, {"spare": 45, "reason": "New start", "version": key.version}, follow=True))
    assert "planned anew." in page
    cycle = Cycle.objects.get(pk=key.pk)
    assert (cycle.status, cycle.breach) == ("on_track", "")
    assert client.post(address, {"spare": 40, "reason": "Again", "version": key.version}).status_code == 409
    history = text_of(client.get(reverse("history", args=[key.reference])))
    assert "Every date to come is planned anew, with 45 working days to spare" in history
    for other in ("other", "councillor"):
        assert as_(other).get(address).status_code == 403


def test_a_step_can_not_have_happened_after_the_gate_that_follows_it(bench: Council) -> None:
    cycle = bench.cycle_at(CycleStage.DO, Decimal(600_000), key_decision=True)
    row = cycle.dates.get(milestone="agenda")
    said: dict[str, Any] = {"actor": bench["lead"], "at": NOW + timedelta(days=3), "seen_version": row.version}
    passed = "It comes before the Plan gate, which was passed on 23 November 2026: enter that day or an earlier one"
    with finds({"done_on": passed}):
        mark_done(row, NOW.date() + timedelta(days=1), **said)


def test_a_step_of_a_stage_that_is_over_without_a_day_is_not_past_in_the_future(bench: Council) -> None:
    """A tender planned for a later day than that of the Do gate: no day was recorded, and none is shown."""
    cycle = bench.cycle_at(CycleStage.REVIEW)
    states = {
        one.row.milestone: (one.state, one.sentence, one.planned) for one in dates_of(cycle, NOW.date()).milestones
    }
    assert states["tender"] == ("not_recorded", "No day recorded", "")
    assert states["plan_gate"][:2] == ("done", "Passed on 23 November 2026")
    assert states["start_analyse"][:2] == ("done", "Happened on 23 November 2026")


def test_analyse_starts_on_the_day_on_which_the_cycle_started(bench: Council) -> None:
    cycle = bench.cycle()
    row = cycle.dates.get(milestone="start_analyse")
    assert (row.planned, row.done_on) == (NOW.date(), NOW.date())


def test_a_stopped_cycle_is_drawn_to_the_day_on_which_it_stopped(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    submission = play.put(cycle, at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop", reasons="It is not needed."))
    cycle = Cycle.objects.get(pk=cycle.pk)
    days = {row.milestone: row.done_on or row.planned for row in cycle.dates.all()}
    assert stage_bars(cycle, days) == [("1 Analyse", NOW.date(), NOW.date(), "stopped")]
    says = {one.row.milestone: one.sentence for one in dates_of(cycle, NOW.date()).milestones}
    assert says["tender"] == "Not reached: the cycle is stopped"


@pytest.mark.parametrize(
    ("milestone", "advice"),
    [
        ("analyse_gate", "Extend the present arrangement"),
        ("mobilise", "Agree a later start"),
        ("extension_notice", "Agree the extension with the provider all the same"),
        ("review_gate", "Finish the review as soon as you can"),
    ],
)
def test_advice_fits_the_step_that_is_late(milestone: str, advice: str) -> None:
    says = choices(milestone, key_decision=False)
    assert says[0].startswith(advice)
    assert any(choice.startswith("Extend the present") for choice in says) == (milestone == "analyse_gate")


def test_plan_all_needs_a_reason(key: Cycle, bench: Council) -> None:
    with finds({"reason": "Say why the dates move"}):
        plan_all_dates(key, 10, reason=" ", actor=bench["lead"], at=NOW, seen_version=key.version)


def test_a_new_service_is_not_told_to_extend_what_does_not_run() -> None:
    says = choices("plan_gate", key_decision=True, new_service=True)
    assert says[0] == "Start the new service later: nothing runs yet that would end before it"
    assert says[-1].startswith("Take the key decision at shorter notice, as a general exception or for special urgency")
