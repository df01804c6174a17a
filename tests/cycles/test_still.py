"""Whether somebody may know and whether it is their turn is asked again when a letter is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.models import Cover, Role
from accounts.services import end_cover, give_cover, make_inactive, take_role
from cycles.models import Condition, Confirmation, Cycle, Submission
from cycles.services.answering import attach_evidence, detach_evidence
from cycles.services.conditions import accept, claim, hand_over, send_back
from cycles.services.confirming import give_confirmation, withdraw_confirmation
from cycles.services.editing import change_people, edit_cycle, restrict
from cycles.services.scheduling import plan_date
from cycles.services.submitting import withdraw
from demo import play
from notifications.gathering import gather
from notifications.models import Letter, Message
from notifications.sending import send_due
from notifications.sweeping import sweep
from tests.council import LARGE, MEDIUM, NOW, Council
from tests.cycles.reminded import asked_again, morning, partly, rests_on
from tests.cycles.test_answering import row
from tests.cycles.test_conditions import promised
from tests.cycles.test_deciding import conditional, promise, rule, waiting

UNSEEN, OVER, ELSEWHERE = "May not see it any more", "Over by now", "No longer theirs to do"
ALL = {"now", "daily", "weekly"}
DUE = date(2027, 1, 29)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def reminded(day: date) -> None:
    """The early sweep of that day owes what has come up; its letters wait for half past seven."""
    sweep(morning(day))


def sent(council: Council) -> dict[tuple[str, str], str]:
    """Send the letters; of each message in them, by kind and person, why it was left out, or "" if it was told."""
    gather(NOW, ALL)
    send_due(lambda: NOW)
    names = {user.pk: name for name, user in council.people.items()}
    rows = Message.objects.filter(letter__isnull=False)
    return {(message.kind, names[message.person_id]): message.settled for message in rows}


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def restricted(council: Council, cycle: Cycle) -> None:
    restrict(cycle, restricted=True, reason="Negotiations", actor=council["lead"], at=NOW)


# Gates


def test_what_still_holds_is_told(bench: Council) -> None:
    waiting(bench)

    assert sent(bench)["gate_waiting", "head"] == ""
    assert "Please decide the Analyse gate: Street cleansing" in [letter.subject for letter in mail.outbox]


def test_who_has_decided_is_not_asked_to_decide(bench: Council) -> None:
    submission = waiting(bench)
    gather(NOW, ALL)
    play.sign(submission, at=NOW)

    assert sent(bench)["gate_waiting", "head"] == OVER
    letter = Letter.objects.get(person=bench["head"])
    assert (letter.state, letter.because) == ("dropped", "Nothing in it was still to be told")


def test_who_has_signed_is_not_asked_for_the_next_signature(bench: Council) -> None:
    submission = waiting(bench, LARGE, "plan")
    play.sign(submission, at=NOW)

    found = sent(bench)
    assert [message.settled for message in Message.objects.filter(kind="gate_waiting", person=bench["director"])] == [
        ""
    ]
    assert found["gate_waiting", "assistant"] == OVER


def test_a_gate_that_was_withdrawn_is_not_told_and_its_withdrawal_is(bench: Council) -> None:
    submission = waiting(bench)
    withdraw(submission, reason="A figure is wrong", actor=bench["lead"], at=NOW)

    found = sent(bench)
    assert (found["gate_waiting", "head"], found["submission_withdrawn", "head"]) == (OVER, "")


def test_who_no_longer_stands_in_is_not_told(bench: Council) -> None:
    give_cover(bench["head"], bench["other"], starts=TODAY, ends=TODAY, actor=bench["head"], at=NOW)
    waiting(bench)
    end_cover(Cover.objects.get(), actor=bench["head"], at=NOW)

    found = sent(bench)
    assert (found["gate_waiting", "other"], found["gate_waiting", "head"]) == (ELSEWHERE, "")


def test_who_lost_the_grade_is_not_told_and_who_signs_instead_is(bench: Council) -> None:
    waiting(bench, LARGE)
    reminded(TODAY + timedelta(days=3))
    take_role(Role.objects.get(user=bench["assistant"]), actor=bench["admin"], at=NOW)
    reminded(TODAY + timedelta(days=3))

    found = sent(bench)
    assert found["gate_still_waiting", "assistant"] == UNSEEN  # no role is left
    assert found["gate_still_waiting", "assistant2"] == ""


def test_the_grade_above_is_not_told_of_what_was_decided_since(bench: Council) -> None:
    submission = waiting(bench)
    reminded(date(2026, 11, 30))
    play.sign(submission, at=NOW)

    found = sent(bench)
    assert {found[key] for key in found if key[0] in ("gate_above", "gate_still_waiting")} == {OVER}
    assert ("gate_above", "assistant2") in found


def test_nobody_who_is_inactive_is_told(bench: Council) -> None:
    waiting(bench)
    make_inactive(bench["head"], actor=bench["admin"], at=NOW)

    assert sent(bench)["gate_waiting", "head"] == "Not active"


# Restricted


def test_of_a_cycle_that_was_restricted_only_those_are_told_who_may_see_it(bench: Council) -> None:
    submission = waiting(bench)
    promises = [promise(bench, owner=bench["other"]), promise(bench, text="And the rest")]
    rule(bench, submission, conditional(submission, *promises))
    gather(NOW, ALL)
    restricted(bench, submission.cycle)

    found = sent(bench)
    assert found["condition_set", "other"] == UNSEEN
    assert (found["condition_set", "member"], found["gate_decided", "lead"]) == ("", "")
    assert "other@council.example" not in {one for letter in mail.outbox for one in letter.to}


# Confirmations


def asked(council: Council) -> Confirmation:
    return asked_again(council, play.ready(council.cycle(MEDIUM), at=NOW))


def told_adviser(council: Council) -> str:
    """Of the last that they were asked, why they were not told, or ""."""
    sent(council)
    return Message.objects.filter(kind="confirmation_asked", person=council["adviser"]).latest("pk").settled


def test_a_confirmation_that_is_still_asked_is_told(bench: Council) -> None:
    asked(bench)

    assert told_adviser(bench) == ""


def test_a_confirmation_that_was_given_is_not_asked(bench: Council) -> None:
    give_confirmation(asked(bench), actor=bench["adviser"], at=NOW)

    assert told_adviser(bench) == OVER


def test_a_confirmation_that_was_given_and_taken_back_is_not_asked(bench: Council) -> None:
    given = give_confirmation(asked(bench), actor=bench["adviser"], at=NOW)
    withdraw_confirmation(given, reason="I was wrong", actor=bench["adviser"], at=NOW)

    assert told_adviser(bench) == OVER


def test_a_confirmation_that_lapsed_with_its_answer_is_not_asked(bench: Council) -> None:
    answer = asked(bench).answer
    attach_evidence(answer, play.add_evidence(answer.cycle, "Newer", at=NOW), actor=bench["lead"], at=NOW)

    assert told_adviser(bench) == OVER


def test_a_confirmation_whose_gate_has_passed_is_not_asked(bench: Council) -> None:
    cycle = asked(bench).answer.cycle
    play.sign(play.put(cycle, at=NOW), at=NOW)

    assert told_adviser(bench) == OVER


# The missing part of an answer


def test_a_part_that_is_still_missing_is_told(bench: Council) -> None:
    partly(bench, bench.cycle(), DUE)
    reminded(DUE)

    assert sent(bench)["question_due", "member"] == ""


def test_a_part_that_is_complete_is_not_told(bench: Council) -> None:
    answer = partly(bench, bench.cycle(), DUE)
    reminded(DUE)
    play.answer(answer, at=NOW)

    assert sent(bench)["question_due", "member"] == OVER


def test_a_part_of_another_day_is_not_told_with_the_old_one(bench: Council) -> None:
    cycle = bench.cycle()
    partly(bench, cycle, DUE)
    reminded(DUE)
    partly(bench, cycle, DUE + timedelta(days=30))

    assert sent(bench)["question_due", "member"] == OVER


def test_a_part_that_somebody_else_completes_is_told_to_them(bench: Council) -> None:
    cycle = bench.cycle()
    partly(bench, cycle, DUE)
    reminded(DUE)
    partly(bench, cycle, DUE, owner="other")
    reminded(DUE)

    found = sent(bench)
    assert (found["question_due", "member"], found["question_due", "other"]) == (ELSEWHERE, "")


def test_a_part_of_a_sealed_answer_is_not_told(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW, partly=["AN-RES-1"])
    partly(bench, cycle, DUE)
    reminded(DUE)
    play.put(fresh(cycle), at=NOW)

    assert sent(bench)["question_due", "member"] == OVER


# Conditions


def claimed(council: Council, condition: Condition) -> Condition:
    return claim(condition, note="See item 4", actor=council["member"], at=NOW, seen_version=condition.version)


def test_a_condition_that_is_done_is_told_to_who_checks_it(bench: Council) -> None:
    condition = promised(bench)
    claimed(bench, condition)

    found = sent(bench)
    assert (found["condition_set", "member"], found["condition_claimed", "head"]) == (OVER, "")


def test_a_condition_that_was_checked_is_not_asked_to_be_checked(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    accept(condition, note="", actor=bench["head"], at=NOW, seen_version=1)

    assert sent(bench)["condition_claimed", "head"] == OVER


def test_a_reminder_of_a_condition_that_is_done_is_not_told(bench: Council) -> None:
    condition = promised(bench)
    reminded(date(2027, 2, 1))
    claimed(bench, condition)

    assert sent(bench)["condition_late", "member"] == OVER


def test_a_condition_that_was_handed_over_is_told_to_its_new_owner(bench: Council) -> None:
    condition = promised(bench)
    reminded(DUE)
    hand_over(condition, owner=bench["other"], verifier=bench["head"], actor=bench["director"], at=NOW, seen_version=0)
    reminded(DUE)

    found = sent(bench)
    assert (found["condition_set", "member"], found["condition_due", "member"]) == (ELSEWHERE, ELSEWHERE)
    assert (found["condition_handed_over", "member"], found["condition_due", "other"]) == ("", "")


def test_a_condition_that_was_sent_back_is_told_to_its_owner_and_the_lead(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    send_back(condition, note="The annex", actor=bench["head"], at=NOW, seen_version=1)

    found = sent(bench)
    assert (found["condition_sent_back", "member"], found["condition_sent_back", "lead"]) == ("", "")


# Dates and evidence


def edited(council: Council, cycle: Cycle, **values: object) -> None:
    cycle = fresh(cycle)
    edit_cycle(cycle, values, actor=council["lead"], at=NOW, seen_version=cycle.details_version)


def test_a_date_that_stands_is_told(bench: Council) -> None:
    bench.cycle()
    reminded(date(2027, 11, 26))
    reminded(date(2028, 3, 31))

    found = sent(bench)
    assert (found["last_safe_date", "assistant"], found["need_by_near", "assistant"]) == ("", "")


def test_a_date_that_has_moved_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    reminded(date(2027, 11, 26))
    reminded(date(2028, 3, 31))
    edited(bench, cycle, need_by=cycle.need_by + timedelta(weeks=4))

    found = sent(bench)
    assert (found["last_safe_date", "assistant"], found["need_by_near", "assistant"]) == (OVER, OVER)


def test_another_planned_date_leaves_the_last_safe_one_as_it_was(bench: Council) -> None:
    cycle = bench.cycle()
    reminded(date(2027, 11, 26))
    moved = cycle.dates.get(milestone="analyse_gate")
    plan_date(moved, date(2027, 11, 1), reason="Later", actor=bench["lead"], at=NOW, seen_version=moved.version)

    assert sent(bench)["last_safe_date", "assistant"] == ""


def test_who_led_or_sponsored_the_cycle_before_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, date(2027, 11, 26))
    reminded(date(2027, 11, 26))
    cycle = fresh(cycle)
    change_people(
        cycle,
        lead=bench["other"],
        sponsor=bench["director"],
        team=[],
        actor=bench["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )

    found = sent(bench)
    assert (found["last_safe_date", "lead"], found["last_safe_date", "assistant"]) == (ELSEWHERE, ELSEWHERE)
    assert found["evidence_ending", "lead"] == ELSEWHERE


def test_what_has_happened_is_not_told_as_the_next_date(bench: Council) -> None:
    cycle = bench.cycle()
    rests_on(cycle, date(2027, 11, 26))
    reminded(date(2027, 11, 26))
    play.pass_gate(cycle, at=NOW)

    found = sent(bench)
    assert (found["last_safe_date", "lead"], found["evidence_ending", "lead"]) == (OVER, OVER)


def test_nothing_of_a_cycle_that_has_ended_is_told_as_due(bench: Council) -> None:
    submission = waiting(bench)
    reminded(date(2027, 11, 26))
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))

    assert sent(bench)["last_safe_date", "lead"] == OVER
    assert Submission.objects.get().state == "stopped"


def test_evidence_that_nothing_rests_on_any_more_is_not_told(bench: Council) -> None:
    cycle = bench.cycle()
    evidence = rests_on(cycle, date(2027, 5, 5))
    reminded(date(2027, 5, 5))
    detach_evidence(row(cycle), evidence, actor=bench["lead"], at=NOW)

    assert sent(bench)["evidence_ending", "lead"] == OVER


# What letters say


def test_no_letter_holds_evidence_or_what_an_answer_says(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    rests_on(cycle, date(2027, 11, 26), title="Secret survey of Mrs Jones")
    play.put(cycle, at=NOW)
    reminded(date(2026, 11, 30))

    assert sent(bench)["gate_waiting", "head"] == ""
    answers = [answer.explanation for answer in cycle.answers.exclude(explanation="")]
    said = "".join(str(letter.message()) for letter in mail.outbox)
    assert answers
    assert not [words for words in [*answers, "Mrs Jones", "documents.example.org"] if words in said]
