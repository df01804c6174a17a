"""Notifications that are no longer relevant are left out when an e-mail is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail

from accounts.models import Cover, Role, User
from accounts.services.cover import end_cover, give_cover
from accounts.services.people import deactivate
from accounts.services.roles import grant_role, revoke_role
from approvals.models import Condition
from approvals.services.conditions import accept, claim, hand_over, send_back
from approvals.services.submitting import withdraw
from checklists.models import Confirmation
from checklists.services.answering import attach_evidence
from checklists.services.confirming import give_confirmation, withdraw_confirmation
from checklists.services.missing_parts import complete_missing_part
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.models import Email, Notification, NotificationPreference
from notifications.services.batching import batch
from notifications.services.sending import send_due
from notifications.services.sweeping import sweep
from reminders.services.nudging import nudge
from tests.approvals.test_conditions import promised
from tests.approvals.test_deciding import conditional, promise, rule, waiting
from tests.council import AUTHORITY, COMPLEX, LARGE, MEDIUM, NOW, SMALL, Council
from tests.cycles.test_editing import name
from tests.reminders.reminded import asked_again, morning, partly, rests_on, told

NOT_VISIBLE, OVER, REASSIGNED = "May not see it any more", "Over by now", "No longer theirs to do"
ALL = {"now", "daily", "weekly"}
DUE = date(2027, 1, 29)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def reminded(day: date) -> None:
    """The early sweep of that day writes its reminders; those who want a summary are emailed at half past seven."""
    wishes = [NotificationPreference(person=user, topic="gates", frequency="daily") for user in User.objects.all()]
    NotificationPreference.objects.bulk_create(wishes, ignore_conflicts=True)
    sweep(morning(day))


def sent(council: Council) -> dict[tuple[str, str], str]:
    """Send the e-mails; for each notification in them, by kind and person, why it was skipped, or ""."""
    batch(NOW, ALL)
    send_due(lambda: NOW)
    names = {user.pk: name for name, user in council.people.items()}
    rows = Notification.objects.filter(email__isnull=False)
    return {(notification.kind, names[notification.person_id]): notification.skipped for notification in rows}


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def restricted(council: Council, cycle: Cycle) -> None:
    restrict(cycle, restricted=True, reason="Negotiations", actor=council["lead"], at=NOW)


# Gates


def test_what_still_holds_is_told(bench: Council) -> None:
    waiting(bench)

    assert sent(bench)["gate_waiting", "head"] == ""
    assert "Please decide the Analyse gate by 26 November 2026: Street cleansing" in [
        email.subject for email in mail.outbox
    ]


def test_who_has_decided_is_not_asked_to_decide(bench: Council) -> None:
    submission = waiting(bench)
    batch(NOW, ALL)
    play.sign(submission, at=NOW)

    assert sent(bench)["gate_waiting", "head"] == OVER
    email = Email.objects.get(person=bench["head"])
    assert (email.state, email.reason) == ("dropped", "Nothing in it was still to be told")


def test_who_has_signed_is_not_asked_for_the_next_signature(bench: Council) -> None:
    submission = waiting(bench, LARGE, "plan")
    play.sign(submission, at=NOW)

    found = sent(bench)
    assert [
        notification.skipped
        for notification in Notification.objects.filter(kind="gate_waiting", person=bench["director"])
    ] == [""]
    assert found["gate_waiting", "assistant"] == OVER


def test_a_gate_that_was_withdrawn_is_not_told_and_its_withdrawal_is(bench: Council) -> None:
    submission = waiting(bench)
    withdraw(submission, reason="A figure is wrong", actor=bench["lead"], at=NOW)

    found = sent(bench)
    assert (found["gate_waiting", "head"], found["submission_withdrawn", "head"]) == (OVER, "")


def test_who_no_longer_stands_in_is_not_told(bench: Council) -> None:
    give_cover(bench["head"], bench["other"], starts=TODAY, ends=TODAY, **AUTHORITY, actor=bench["head"], at=NOW)
    waiting(bench)
    end_cover(Cover.objects.get(), actor=bench["head"], at=NOW)

    found = sent(bench)
    assert (found["gate_waiting", "other"], found["gate_waiting", "head"]) == (REASSIGNED, "")


def test_who_lost_the_grade_is_not_told_and_who_signs_instead_is(bench: Council) -> None:
    waiting(bench, LARGE)
    reminded(TODAY + timedelta(days=7))
    revoke_role(Role.objects.get(user=bench["assistant"]), actor=bench["admin"], at=NOW)
    reminded(TODAY + timedelta(days=7))

    found = sent(bench)
    assert found["gate_still_waiting", "assistant"] == NOT_VISIBLE  # no role is left
    assert found["gate_still_waiting", "assistant2"] == ""


@pytest.mark.parametrize(
    ("value", "kind", "name"), [(SMALL, "gate_escalated", "assistant2"), (COMPLEX, "gate_above", "director")]
)
def test_the_grade_above_is_not_told_of_what_was_decided_since(
    bench: Council, value: Decimal, kind: str, name: str
) -> None:
    submission = waiting(bench, value)
    reminded(date(2026, 12, 7))
    play.sign(submission, at=NOW)

    found = sent(bench)
    assert {found[key] for key in found if key[0] in (kind, "gate_still_waiting")} == {OVER}
    assert (kind, name) in found


def test_who_may_no_longer_sign_in_place_of_somebody_is_not_told(bench: Council) -> None:
    waiting(bench)
    reminded(date(2026, 12, 3))
    revoke_role(Role.objects.get(user=bench["assistant"]), actor=bench["admin"], at=morning(date(2026, 12, 3)))

    found = sent(bench)
    assert found["gate_escalated", "assistant"] == NOT_VISIBLE  # no role is left
    assert found["gate_escalated", "assistant2"] == ""


def test_who_gets_the_grade_of_the_step_is_not_told_that_they_may_sign_in_place_of_somebody(bench: Council) -> None:
    waiting(bench)
    reminded(date(2026, 12, 3))
    at = morning(date(2026, 12, 3))
    who, admin = bench["assistant"], bench["admin"]
    grant_role(who, "manager", grade="head_of_service", directorate=bench.place, actor=admin, at=at)

    assert sent(bench)["gate_escalated", "assistant"] == REASSIGNED


def test_nobody_who_is_inactive_is_told(bench: Council) -> None:
    waiting(bench)
    deactivate(bench["head"], actor=bench["admin"], at=NOW)

    assert sent(bench)["gate_waiting", "head"] == "Not active"


# Restricted


def test_of_a_cycle_that_was_restricted_only_those_are_told_who_may_see_it(bench: Council) -> None:
    submission = waiting(bench)
    promises = [promise(bench, owner=bench["other"]), promise(bench, text="And the rest")]
    rule(bench, submission, conditional(submission, *promises))
    cycle = submission.cycle
    for team in (["adviser"], []):
        name(bench, Cycle.objects.get(pk=cycle.pk), "lead", "assistant", team)
    batch(NOW, ALL)
    restricted(bench, cycle)

    found = sent(bench)
    assert found["team_joined", "adviser"] == NOT_VISIBLE
    assert {found["condition_set", "other"], found["condition_set", "member"], found["gate_decided", "lead"]} == {""}
    assert "adviser@council.example" not in {one for email in mail.outbox for one in email.to}


# Confirmations


def asked(council: Council) -> Confirmation:
    return asked_again(council, play.ready(council.cycle(MEDIUM), at=NOW))


def told_adviser(council: Council) -> str:
    """Of the last that they were asked, why they were not told, or ""."""
    sent(council)
    return Notification.objects.filter(kind="confirmation_asked", person=council["adviser"]).latest("pk").skipped


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
    assert (found["question_due", "member"], found["question_due", "other"]) == (REASSIGNED, "")


def test_a_part_of_a_sealed_answer_is_not_told(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW, partly=["AN-RES-1"])
    partly(bench, cycle, DUE)
    reminded(DUE)
    play.put(fresh(cycle), at=NOW)

    assert sent(bench)["question_due", "member"] == OVER


def test_a_part_that_is_done_is_not_told_and_the_word_of_it_only_until_the_team_answers(bench: Council) -> None:
    cycle = bench.cycle()
    part = partly(bench, cycle, DUE)
    reminded(DUE)
    complete_missing_part(part, note="In the annex", actor=bench["member"], at=NOW, seen_version=part.version)
    assert told(bench, DUE + timedelta(days=9)) == set()

    found = sent(bench)
    assert (found["question_due", "member"], found["missing_part_done", "lead"]) == (OVER, "")


def test_the_word_that_a_part_is_done_is_not_told_once_the_team_has_answered(bench: Council) -> None:
    cycle = bench.cycle()
    part = partly(bench, cycle, DUE)
    complete_missing_part(part, note="In the annex", actor=bench["member"], at=NOW, seen_version=part.version)
    partly(bench, cycle, DUE)

    assert sent(bench)["missing_part_done", "lead"] == OVER


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
    assert (found["condition_set", "member"], found["condition_due", "member"]) == (REASSIGNED, REASSIGNED)
    assert (found["condition_handed_over", "member"], found["condition_due", "other"]) == ("", "")


def test_a_condition_that_was_sent_back_is_told_to_its_owner_and_the_lead(bench: Council) -> None:
    condition = claimed(bench, promised(bench))
    send_back(condition, note="The annex", actor=bench["head"], at=NOW, seen_version=1)

    found = sent(bench)
    assert (found["condition_sent_back", "member"], found["condition_sent_back", "lead"]) == ("", "")


# Rows, not keys


def test_relevance_reads_rows_and_neither_the_address_nor_the_key(bench: Council) -> None:
    """The same outcomes when addresses and keys say nothing."""
    submission = waiting(bench)
    asked_again(bench, play.ready(bench.cycle(MEDIUM, service_name="Parks"), at=NOW))
    cycle = bench.cycle(service_name="Home care")
    partly(bench, cycle, DUE)
    rests_on(cycle, date(2027, 11, 26))
    for day in (date(2026, 11, 30), DUE, date(2027, 11, 26), date(2028, 3, 31)):
        reminded(day)
    nudge(submission.cycle, f"step-{submission.steps.get().pk}", actor=bench["lead"], at=NOW)
    for notification in Notification.objects.all():
        notification.occasion, notification.address = f"{notification.pk}", "/"
        notification.save()

    found = sent(bench)

    kinds = {kind for kind, _ in found}
    assert kinds >= {"gate_waiting", "gate_still_waiting", "gate_escalated", "confirmation_asked", "question_due"}
    assert kinds >= {"nudge", "last_safe_date", "need_by_near", "evidence_ending", "confirmation_unanswered"}
    skipped = {key for key, reason in found.items() if reason}
    assert skipped <= {("confirmation_asked", "adviser")}  # those that have been given
    assert told_adviser(bench) == ""


# What e-mails say


def test_no_email_holds_evidence_or_what_an_answer_says(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    rests_on(cycle, date(2027, 11, 26), title="Secret survey of Mrs Jones")
    play.put(cycle, at=NOW)
    reminded(date(2026, 11, 30))

    assert sent(bench)["gate_waiting", "head"] == ""
    answers = [answer.explanation for answer in cycle.answers.exclude(explanation="")]
    said = "".join(str(email.message()) for email in mail.outbox)
    assert answers
    assert not [words for words in [*answers, "Mrs Jones", "documents.example.org"] if words in said]
