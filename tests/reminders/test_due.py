"""What comes up in cycles: who is told, on which day, at which rung, and what is not told at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from accounts.services.people import deactivate
from accounts.services.roles import revoke_role
from approvals.models import Step
from approvals.services.conditions import claim, hand_over
from approvals.services.signers import renew_outdated_signers
from approvals.services.submitting import withdraw
from calendars.days import add_working_days
from checklists.services.confirming import give_confirmation, refuse_confirmation
from cycles.models import CycleStage
from cycles.services.editing import restrict
from demo import play
from reminders.due import last_day_covered, overdue_step, reminder_step, working_day_step
from tests.approvals.test_conditions import promised
from tests.approvals.test_deciding import waiting
from tests.council import COMPLEX, LARGE, MEDIUM, NOW, Council
from tests.reminders.reminded import AnswerEvent, asked_again, due, partly, reminders, rests_on, subjects, told

THURSDAY, FRIDAY, NEXT_MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)
BEFORE_ESCALATION, ESCALATION = date(2026, 12, 2), date(2026, 12, 3)  # of a step that was due on that Thursday
DUE = date(2027, 1, 29)  # a Friday
NOTHING: AnswerEvent = set()


def before(days: int) -> date:
    """So many working days."""
    return add_working_days(DUE, -days)


# The ladder


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 26), date(2026, 11, 26)),
        (date(2026, 11, 27), date(2026, 11, 29)),  # Friday, and the weekend
        (date(2026, 12, 24), date(2026, 12, 28)),  # Christmas, the weekend, and Boxing Day in lieu
        (date(2026, 12, 31), date(2027, 1, 3)),
        (date(2027, 8, 27), date(2027, 8, 30)),  # the August bank holiday
    ],
)
def test_the_last_working_day_tells_what_falls_on_days_off(today: date, last: date) -> None:
    assert last_day_covered(today) == last


@pytest.mark.parametrize(("left", "reached"), [(91, None), (90, 90), (31, 90), (30, 30), (1, 30), (0, 0), (-2, 0)])
def test_only_the_last_rung_that_was_reached_is_told(left: int, reached: int | None) -> None:
    assert reminder_step(DUE, DUE - timedelta(days=left), (90, 30, 0), date.min) == reached


@pytest.mark.parametrize(
    ("left", "reached"), [(21, None), (20, 20), (11, 20), (10, 10), (4, 10), (3, 3), (1, 3), (0, 0)]
)
def test_work_is_told_by_working_days(left: int, reached: int | None) -> None:
    assert working_day_step(DUE, before(left), date.min) == reached


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2027, 1, 28), None),
        (date(2027, 1, 29), None),  # the day itself, a Friday: it is not late although the weekend is told with it
        (date(2027, 2, 1), 1),
        (date(2027, 2, 4), 1),
        (date(2027, 2, 5), 8),  # the eighth day is the Saturday
        (date(2027, 2, 11), 8),
        (date(2027, 2, 12), 15),
    ],
)
def test_what_is_late_is_told_after_a_day_and_then_every_week(today: date, late: int | None) -> None:
    assert overdue_step(DUE, today) == late


# Gates


def test_a_gate_that_waits_is_told_on_its_day_when_it_is_late_and_when_it_is_escalated(bench: Council) -> None:
    submission = waiting(bench)
    step = f"step:{submission.steps.get().pk}:2026-11-26"
    on_the_day, late = ("gate_still_waiting", "head", f"{step}:0"), ("gate_still_waiting", "head", f"{step}:1")
    escalated = {("gate_escalated", name, f"{step}:escalated") for name in ("assistant", "assistant2")}
    escalated.add(("gate_still_waiting", "head", f"{step}:escalated"))

    assert [told(bench, date(2026, 11, day)) for day in (23, 24, 25)] == [NOTHING] * 3
    assert told(bench, THURSDAY) == {on_the_day}
    assert [told(bench, day) for day in (FRIDAY, NEXT_MONDAY, BEFORE_ESCALATION)] == [{late}] * 3
    for day in (ESCALATION, date(2026, 12, 9)):
        renew_outdated_signers(day)
        assert told(bench, day) == escalated
    assert subjects(THURSDAY) == {"Please decide the Analyse gate, due on 26 November 2026: Street cleansing"}
    late_since = "due on 26 November 2026, 9 working days late: Street cleansing"
    assert subjects(date(2026, 12, 9)) == {
        f"Please decide the Analyse gate, {late_since}",
        f"You may sign the Analyse gate in place of Grace Holland, {late_since}",
    }
    assert {one.address for one in reminders(ESCALATION)} == {"/cycles/C-0001/gates/analyse/decide/"}


def test_who_is_needed_for_a_later_signature_is_told_that_a_gate_waits(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    assert submission.steps.get(position=1).escalates_on == date(2026, 12, 7)
    for day, kinds in ((date(2026, 12, 4), set()), (date(2026, 12, 7), {("gate_above", "director")})):
        renew_outdated_signers(day)
        assert {(kind, name) for kind, name, _ in told(bench, day, "gate_above", "gate_escalated")} == kinds
    waits = "The Analyse gate waits for Daniel Okafor, due on 30 November 2026, 5 working days late: Street cleansing"
    assert waits in subjects(date(2026, 12, 7))
    assert [one.address for one in reminders(date(2026, 12, 7), "gate_above")] == ["/cycles/C-0001/gates/analyse/"]


def test_the_days_are_working_days(bench: Council) -> None:
    waiting(bench)
    Step.objects.update(due=date(2026, 12, 31), escalates_on=date(2027, 1, 8))

    assert told(bench, date(2026, 12, 30)) == NOTHING
    assert {key[-1] for _, _, key in told(bench, date(2026, 12, 31))} == {"0"}
    assert {key[-1] for _, _, key in told(bench, date(2027, 1, 3))} == {"0"}  # a Sunday after a bank holiday
    assert {key[-1] for _, _, key in told(bench, date(2027, 1, 4))} == {"1"}


def test_only_the_step_whose_turn_it_is_is_told_and_above_the_top_grade_nobody(bench: Council) -> None:
    submission = waiting(bench, LARGE, CycleStage.PLAN)
    second = submission.steps.get(position=2)
    assert {name for _, name, _ in told(bench, NEXT_MONDAY)} == {"assistant"}
    play.sign(submission, at=NOW + timedelta(days=1))

    assert told(bench, NEXT_MONDAY) == NOTHING
    day = date(2026, 12, 1)
    assert told(bench, day) == {("gate_still_waiting", "director", f"step:{second.pk}:{day}:0")}
    renew_outdated_signers(date(2026, 12, 31))
    late = ("gate_still_waiting", "director", f"step:{second.pk}:{day}:1")
    assert told(bench, date(2026, 12, 31), "gate_still_waiting", "gate_escalated", "gate_above") == {late}


def test_who_signs_for_the_grade_below_is_not_told_as_the_grade_above(bench: Council) -> None:
    waiting(bench)
    deactivate(bench["head"], actor=bench["admin"], at=NOW)

    renew_outdated_signers(ESCALATION)
    assert {(kind, name) for kind, name, _ in told(bench, ESCALATION)} == {
        ("gate_still_waiting", "assistant"),
        ("gate_escalated", "director"),
    }


def test_a_new_signer_is_told_of_the_rung_that_was_reached(bench: Council) -> None:
    submission = waiting(bench, LARGE)
    key = f"step:{submission.steps.get().pk}:2026-11-30:0"
    assert told(bench, NEXT_MONDAY, "gate_still_waiting") == {("gate_still_waiting", "assistant", key)}

    revoke_role(Role.objects.get(user=bench["assistant"]), actor=bench["admin"], at=NOW)

    assert told(bench, NEXT_MONDAY, "gate_still_waiting") == {("gate_still_waiting", "assistant2", key)}


def test_a_gate_that_waits_no_longer_is_not_told(bench: Council) -> None:
    submission = waiting(bench)
    withdraw(submission, reason="A figure is wrong", actor=bench["lead"], at=NOW)
    assert told(bench, NEXT_MONDAY) == NOTHING

    play.sign(play.put(submission.cycle, at=NOW), at=NOW)
    assert told(bench, NEXT_MONDAY) == NOTHING


# Confirmations


def test_who_was_asked_to_confirm_is_told_on_its_day_and_when_it_is_late(bench: Council) -> None:
    asked = asked_again(bench, play.ready(bench.cycle(MEDIUM), at=NOW))
    key = f"confirmation:{asked.pk}:2026-11-30"

    assert told(bench, FRIDAY) == NOTHING
    assert told(bench, NEXT_MONDAY) == {("confirmation_unanswered", "adviser", f"{key}:0")}
    for day in (date(2026, 12, 1), date(2026, 12, 31)):
        assert told(bench, day) == {("confirmation_unanswered", "adviser", f"{key}:1")}
    assert subjects(NEXT_MONDAY) == {"Please confirm “Ideas AN”, due on 30 November 2026: Street cleansing"}
    assert subjects(date(2026, 12, 2)) == {
        "Please confirm “Ideas AN”, due on 30 November 2026, 2 working days late: Street cleansing"
    }


@pytest.mark.parametrize("said", ["given", "refused"])
def test_who_has_answered_is_not_told(bench: Council, said: str) -> None:
    asked = asked_again(bench, play.ready(bench.cycle(MEDIUM), at=NOW))
    if said == "given":
        give_confirmation(asked, actor=bench["adviser"], at=NOW)
    else:
        refuse_confirmation(asked, reason="It is out of date", actor=bench["adviser"], at=NOW)

    assert told(bench, NEXT_MONDAY) == NOTHING


def test_who_is_asked_instead_is_told_and_the_first_not(bench: Council) -> None:
    cycle = play.ready(bench.cycle(MEDIUM), at=NOW)
    asked_again(bench, cycle)
    asked_again(bench, cycle, who="adviser2")

    assert {name for _, name, _ in told(bench, NEXT_MONDAY)} == {"adviser2"}


def test_nobody_is_asked_to_confirm_what_its_gate_no_longer_asks(bench: Council) -> None:
    cycle = play.ready(bench.cycle(MEDIUM), at=NOW)
    asked_again(bench, cycle)
    play.sign(play.put(cycle, at=NOW), at=NOW)

    assert told(bench, NEXT_MONDAY, "confirmation_unanswered") == NOTHING


# Questions


def test_the_missing_part_of_an_answer_is_told_before_on_and_after_its_day(bench: Council) -> None:
    answer = partly(bench, bench.cycle(), DUE)
    key, rungs = f"answer:{answer.pk}:2027-01-29", {20: 20, 11: 20, 10: 10, 4: 10, 3: 3, 1: 3, 0: 0}

    assert told(bench, before(21)) == NOTHING
    for left, reached in rungs.items():
        assert told(bench, before(left)) == {("question_due", "member", f"{key}:{reached}")}
    assert told(bench, date(2027, 2, 1)) == {("question_late", "member", f"{key}:late1")}
    assert told(bench, date(2027, 2, 5)) == {("question_late", "member", f"{key}:late8")}
    assert subjects(DUE) == {"“Residents AN” is due on 29 January 2027: Street cleansing"}
    assert subjects(date(2027, 2, 1)) == {"“Residents AN” was due on 29 January 2027: Street cleansing"}


@pytest.mark.parametrize(
    ("due_on", "today", "reached"),
    [
        (date(2026, 12, 5), date(2026, 12, 4), 0),  # Saturday, told on Friday
        (date(2026, 12, 6), date(2026, 12, 4), 0),
        (date(2026, 12, 7), date(2026, 12, 4), 3),
        (date(2026, 12, 28), date(2026, 12, 24), 0),  # a bank holiday, told before Christmas
        (date(2027, 1, 17), date(2026, 12, 24), 20),
    ],
)
def test_what_falls_on_a_day_off_is_told_on_the_working_day_before(
    bench: Council, due_on: date, today: date, reached: int
) -> None:
    answer = partly(bench, bench.cycle(), due_on)

    assert told(bench, today) == {("question_due", "member", f"answer:{answer.pk}:{due_on}:{reached}")}


def test_another_day_is_told_anew(bench: Council) -> None:
    cycle = bench.cycle()
    partly(bench, cycle, DUE)
    first = told(bench, DUE)
    partly(bench, cycle, DUE + timedelta(days=1))

    again = told(bench, DUE)

    assert {(kind, name) for kind, name, _ in first | again} == {("question_due", "member")}
    assert not first & again


def test_a_part_that_can_no_longer_be_completed_is_not_told(bench: Council) -> None:
    """While the gate waits the answer is read-only; once it is passed, a condition says what is still owed."""
    submission = waiting(bench, partly=["AN-RES-1"])
    late = date(2027, 2, 1)
    assert told(bench, late, "question_due", "question_late") == NOTHING
    withdraw(submission, reason="A figure is wrong", actor=bench["lead"], at=NOW)
    assert {name for _, name, _ in told(bench, late, "question_due", "question_late")} == {"lead"}


def test_what_is_complete_is_not_told(bench: Council) -> None:
    answer = partly(bench, bench.cycle(), DUE)
    play.answer(answer, at=NOW)

    assert told(bench, DUE) == NOTHING


def test_nobody_is_reminded_of_what_was_set_when_its_day_was_near(bench: Council) -> None:
    answer = partly(bench, bench.cycle(), date(2026, 12, 7))  # in ten working days
    key = f"answer:{answer.pk}:2026-12-07"

    assert told(bench, NOW.date()) == told(bench, date(2026, 12, 1)) == NOTHING
    assert told(bench, date(2026, 12, 2)) == {("question_due", "member", f"{key}:3")}


# Conditions


def test_a_condition_is_told_to_its_owner_before_on_and_after_its_day(bench: Council) -> None:
    condition = promised(bench)
    key = f"condition:{condition.pk}:2027-01-29"

    assert told(bench, before(21)) == NOTHING
    for left, reached in ((20, 20), (10, 10), (3, 3), (0, 0)):
        assert told(bench, before(left)) == {("condition_due", "member", f"{key}:{reached}")}
    for day, late in ((1, 1), (5, 8), (12, 15)):
        assert told(bench, date(2027, 2, day)) == {("condition_late", "member", f"{key}:late{late}")}
    assert subjects(DUE) == {"This condition is due on 29 January 2027: Ask the other half"}
    assert [one.address for one in reminders(DUE)] == [f"/cycles/C-0001/conditions/{condition.pk}/"]


def test_who_says_that_it_is_done_is_not_told(bench: Council) -> None:
    claim(promised(bench), note="See item 4", actor=bench["member"], at=NOW, seen_version=0)

    assert told(bench, DUE) == NOTHING


def test_a_new_owner_of_a_condition_is_told_and_the_one_before_not(bench: Council) -> None:
    condition = promised(bench)
    people = {"owner": bench["other"], "verifier": bench["head"]}
    hand_over(condition, **people, actor=bench["director"], at=NOW, seen_version=0)

    assert told(bench, DUE) == {("condition_due", "other", f"condition:{condition.pk}:2027-01-29:0")}


# Restricted cycles


def test_of_a_restricted_cycle_only_those_are_told_who_may_see_it(bench: Council) -> None:
    condition = promised(bench)
    partly(bench, condition.cycle, DUE, owner="adviser2")
    open_to_all = {(kind, name) for kind, name, _ in told(bench, DUE)}

    restrict(condition.cycle, restricted=True, reason="Negotiations", actor=bench["lead"], at=NOW)

    assert open_to_all == {("condition_due", "member"), ("question_due", "adviser2")}
    seeing = {("condition_due", "member"), ("question_due", "lead")}  # the owner of the part may not see it any more
    assert {(kind, name) for kind, name, _ in told(bench, DUE)} == seeing


# Many


def busy(council: Council, number: int) -> None:
    """One of everything that is told on the day: two cycles, one with its gate waiting."""
    cycle = council.cycle(MEDIUM, service_name=f"Busy {number}", need_by=date(2027, 3, 1), team=[council["member"]])
    rests_on(play.ready(cycle, at=NOW), DUE)
    partly(council, cycle, DUE)
    asked_again(council, cycle)
    council.cycle(service_name=f"Dated {number}", need_by=date(2027, 7, 1))
    play.put(play.ready(council.cycle(service_name=f"Waiting {number}"), at=NOW), at=NOW)


def test_the_day_costs_the_same_queries_at_any_number_of_cycles(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    promised(bench)
    busy(bench, 1)
    renew_outdated_signers(DUE)
    with django_assert_num_queries(23):  # two about cover, eight about agreements, waivers and notices, one about risks
        one = list(due(DUE))
    busy(bench, 2)
    busy(bench, 3)
    renew_outdated_signers(DUE)

    with django_assert_num_queries(23):
        three = list(due(DUE))

    kinds = [reminder.kind for reminder in one if reminder.kind != "condition_due"]
    assert set(kinds) >= {"gate_still_waiting", "gate_escalated", "confirmation_unanswered", "question_due"}
    assert set(kinds) >= {"need_by_near", "last_safe_date", "evidence_ending"}
    assert len(three) == 3 * len(kinds) + 1
