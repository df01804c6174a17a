"""Every step has a day, and some working days after it the next grade up may sign in place of its expected decider."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Cover, Grade, Role
from accounts.services.roles import revoke_role
from approvals.models import Decision, PendingSigner, Step, Submission
from approvals.presenters.waiting_times import clocks_of
from approvals.selectors.signing import Roster
from approvals.services.correcting import correct
from approvals.services.deciding import AlreadySigned, decide
from approvals.services.signers import renew_outdated_signers
from audit.presenters import sentence
from demo import play
from notifications.models import Notification
from principles import edition_cache
from principles.models import Edition
from tests.approvals import signers
from tests.approvals.test_deciding import waiting
from tests.checklists.views.asking import text_of
from tests.council import COMPLEX, LARGE, NOW, SMALL, Council
from tests.cycles.assertions import refuses, watching
from tests.cycles.views.conftest import SignedIn, as_, own_folder

__all__ = ["as_", "own_folder"]

DAY_BEFORE, ESCALATED = (datetime(2026, 12, day, 9, tzinfo=UTC) for day in (2, 3))  # of a head of service's step
AD_DAY_BEFORE, AD_ESCALATED = (datetime(2026, 12, day, 9, tzinfo=UTC) for day in (4, 7))  # of an assistant director's
WHY = "the step was due on 26 November 2026, and the next grade may sign it from 3 December 2026"


def names(at: datetime) -> list[str]:
    """Who may sign on a day, in order, as stored by the daily run; which is what the rule says."""
    renew_outdated_signers(at.date())
    assert signers.stored() == signers.by_the_rule(at)
    return [str(row) for row in PendingSigner.objects.order_by("step", "position")]


def sign(bench: Council, submission: Submission, by: str, at: datetime, **ruled: Any) -> Decision:
    return decide(submission, play.ruling(submission, **ruled), actor=bench[by], at=at)


# Days


@pytest.mark.parametrize(
    ("value", "days"),
    [
        (SMALL, [("head_of_service", date(2026, 11, 26), date(2026, 12, 3))]),
        (LARGE, [("assistant_director", date(2026, 11, 30), date(2026, 12, 7))]),
        (COMPLEX, [("assistant_director", date(2026, 11, 30), date(2026, 12, 7)), ("executive_director", None, None)]),
    ],
)
def test_a_step_is_due_the_days_of_its_grade_after_it_opened(
    bench: Council, value: Any, days: list[tuple[str, date | None, date | None]]
) -> None:
    submission = waiting(bench, value)
    assert list(submission.steps.values_list("grade", "due", "escalates_on")) == days


def test_the_next_step_is_due_from_the_signature_before_it_and_the_top_grade_is_not_escalated(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    play.sign(submission, at=datetime(2026, 12, 22, 9, tzinfo=UTC))
    second = submission.steps.get(position=2)
    assert (second.due, second.escalates_on) == (date(2026, 12, 31), None)  # Christmas and its substitute day between
    assert names(datetime(2027, 3, 1, 9, tzinfo=UTC)) == ["Margaret Ellis"]


def test_the_days_are_those_of_the_cycles_own_edition(bench: Council) -> None:
    cycle = bench.cycle(SMALL)
    days = {"decide_within_working_days": {"head_of_service": 1}, "escalate_after_working_days": 2}
    figures = cycle.edition.figures
    Edition.objects.filter(pk=cycle.edition_id).update(figures=figures | {"governance": figures["governance"] | days})
    edition_cache.clear()
    step = play.put(play.ready(cycle, at=NOW), at=NOW).steps.get()
    assert (step.due, step.escalates_on) == (date(2026, 11, 24), date(2026, 11, 26))


# Who may sign


def test_the_next_grade_may_sign_from_its_day_on(bench: Council) -> None:
    waiting(bench)
    assert names(DAY_BEFORE) == ["Grace Holland"]
    with_next_grade = [
        "Grace Holland",
        "Daniel Okafor in place of Grace Holland",
        "Hannah Price in place of Grace Holland",
    ]
    assert names(ESCALATED) == with_next_grade
    assert list(PendingSigner.objects.filter(is_expected=True).values_list("user__name", flat=True)) == [
        "Grace Holland"
    ]
    assert set(PendingSigner.objects.filter(in_place_of__isnull=False).values_list("grade", flat=True)) == {
        "assistant_director"
    }


def test_where_nobody_has_the_grade_the_grade_after_the_next_is_escalated_to(bench: Council) -> None:
    waiting(bench)
    revoke_role(Role.objects.get(user=bench["head"]), actor=bench["admin"], at=NOW)
    assert names(ESCALATED) == [
        "Daniel Okafor",
        "Hannah Price",
        "Margaret Ellis in place of Daniel Okafor",
    ]


def test_who_only_can_sign_a_later_step_is_kept_for_it(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    assert names(AD_ESCALATED) == ["Daniel Okafor", "Hannah Price"]
    waits = "This gate is waiting for Daniel Okafor, assistant director, since 23 November 2026, due 30 November 2026."
    with refuses(f"{waits} You may not sign in their place: a later signature needs you."):
        sign(bench, submission, "director", AD_ESCALATED)


def test_of_two_who_can_sign_the_later_step_either_may_sign_this_one(bench: Council) -> None:
    Role.objects.create(user=bench["other"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place)
    submission = waiting(bench, COMPLEX)
    assert names(AD_DAY_BEFORE) == ["Daniel Okafor", "Hannah Price"]
    assert names(AD_ESCALATED)[2:] == [
        "Margaret Ellis in place of Daniel Okafor",
        "Tom Baines in place of Daniel Okafor",
    ]
    sign(bench, submission, "director", AD_ESCALATED)
    assert names(AD_ESCALATED) == ["Tom Baines"]


def test_a_later_step_is_not_left_to_a_higher_grade(bench: Council) -> None:
    """One assistant director: the second step of such a route is theirs, though an executive director could sign it."""
    submission = waiting(bench)
    cycle, barred = submission.cycle, {bench["assistant2"].pk}
    grades, roster = ["head_of_service", "assistant_director"], Roster.of(submission.cycle, NOW.date())
    ordinary = roster.first_signers(grades, cycle, barred)
    assert [signer.user for signer in ordinary] == [bench["head"]]
    assert roster.escalated_signers(grades, cycle, barred, ordinary) == []
    both = roster.escalated_signers(grades, cycle, set(), ordinary)
    assert [signer.user for signer in both] == [bench["assistant"], bench["assistant2"]]
    three = [*grades, "executive_director"]
    assert roster.escalated_signers(three, cycle, barred, ordinary) == []


@pytest.mark.parametrize("part", ["lead", "submitter", "author"])
def test_separation_of_duties_has_no_exception(bench: Council, part: str) -> None:
    person = bench["assistant"]
    lead = person if part == "lead" else bench["lead"]
    cycle = bench.cycle(SMALL, lead=lead, sponsor=bench["head"], team=[person])
    if part == "author":
        play.answer(cycle.answers.filter(question__stage="analyse", question__mandatory=True)[0], at=NOW, by=person)
    play.ready(cycle, at=NOW)
    submission = play.put(cycle, at=NOW, by=person if part == "submitter" else None)
    assert names(ESCALATED) == ["Grace Holland", "Hannah Price in place of Grace Holland"]
    because = {
        "lead": "leads this cycle",
        "submitter": "submitted this gate",
        "author": "wrote the answer to “Residents AN”",
    }[part]
    with refuses(f"Daniel Okafor {because}, so may not decide this gate."):
        sign(bench, submission, "assistant", ESCALATED)


# The signature


def test_the_decision_holds_both_names_and_why(bench: Council) -> None:
    submission = waiting(bench)
    waits = "This gate is waiting for Grace Holland, head of service, since 23 November 2026, due 26 November 2026."
    with refuses(f"{waits} From 3 December 2026 the next grade may sign in their place."):
        sign(bench, submission, "assistant", DAY_BEFORE)
    with watching(bench) as written:
        decision = sign(bench, submission, "assistant", ESCALATED)
    assert (decision.decider, decision.cover_for, decision.in_place_of) == (bench["assistant"], None, bench["head"])
    assert (decision.grade, decision.signed_by) == ("assistant_director", "Daniel Okafor in place of Grace Holland")
    assert Decision.objects.get(pk=decision.pk).escalation == f"In place of Grace Holland: {WHY}."
    assert written.verbs == ["decided_in_place", "stage_entered"]
    assert written.events[0].authority == "Assistant director"
    said = "Decided the Analyse gate in place of Grace Holland, due on 26 November 2026: Pass"
    assert sentence(written.events[0]) == said
    assert ("gate_decided", "head") in written.told
    subject = Notification.objects.get(kind="gate_decided", person=bench["head"]).subject
    assert subject == "Analyse gate, Pass, by Daniel Okafor in place of Grace Holland: Street cleansing"
    (clock,) = clocks_of(submission.cycle, ESCALATED.date(), stage="analyse")
    assert clock.sentence == "Waited 8 working days: 0 with the team, 8 with Daniel Okafor in place of Grace Holland"


def test_who_covers_for_the_next_grade_signs_with_all_three_names(bench: Council) -> None:
    day = ESCALATED.date()
    Cover.objects.create(person=bench["assistant"], stand_in=bench["other"], starts=day, ends=day, created_at=NOW)
    submission = waiting(bench)
    assert names(ESCALATED)[-1] == "Tom Baines for Daniel Okafor in place of Grace Holland"
    with watching(bench) as written:
        decision = sign(bench, submission, "other", ESCALATED)
    assert (decision.cover_for, decision.in_place_of) == (bench["assistant"], bench["head"])
    said = "Decided the Analyse gate for Daniel Okafor in place of Grace Holland, due on 26 November 2026: Pass"
    assert (written.verbs[0], sentence(written.events[0])) == ("decided_for_in_place", said)
    assert written.events[0].authority == "Stands in for the assistant director"


def test_who_covers_for_the_expected_decider_still_signs_for_them(bench: Council) -> None:
    day = ESCALATED.date()
    Cover.objects.create(person=bench["head"], stand_in=bench["assistant"], starts=day, ends=day, created_at=NOW)
    submission = waiting(bench)
    assert names(ESCALATED)[:2] == ["Grace Holland", "Daniel Okafor for Grace Holland"]
    decision = sign(bench, submission, "assistant", ESCALATED)
    assert (decision.cover_for, decision.in_place_of, decision.grade) == (bench["head"], None, "head_of_service")


def test_the_expected_decider_still_signs_as_themselves(bench: Council) -> None:
    submission = waiting(bench)
    decision = sign(bench, submission, "head", ESCALATED)
    assert (decision.in_place_of, decision.escalation, decision.signed_by) == (None, "", "Grace Holland")


def test_a_first_signature_in_place_of_somebody_is_told_as_such(bench: Council) -> None:
    Role.objects.create(user=bench["other"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place)
    submission = waiting(bench, COMPLEX)
    sign(bench, submission, "director", AD_ESCALATED)
    subject = Notification.objects.get(kind="gate_signed", person=bench["assistant"]).subject
    assert subject.startswith("Margaret Ellis signed the Analyse gate, Pass, in place of Daniel Okafor, and it waits")


def test_the_rule_is_worked_out_anew_under_the_lock(bench: Council) -> None:
    submission = waiting(bench)
    assert len(names(ESCALATED)) == 3
    Role.objects.filter(user=bench["assistant"]).delete()  # past the services: who may sign stays stored as it was
    assert PendingSigner.objects.filter(user=bench["assistant"]).exists()
    with refuses(
        "This gate is waiting for Grace Holland, head of service, since 23 November 2026, due 26 November 2026."
    ):
        sign(bench, submission, "assistant", ESCALATED)


def test_of_two_grades_one_signs_and_the_other_reads_who_did(bench: Council) -> None:
    submission = waiting(bench)
    ruling = play.ruling(submission)
    sign(bench, submission, "assistant", ESCALATED)
    said = "Daniel Okafor recorded “Pass” in place of Grace Holland on 3 December 2026 at 9:00am."
    with refuses(said, AlreadySigned):
        decide(submission, ruling, actor=bench["head"], at=ESCALATED)


def test_a_correction_keeps_in_whose_place_the_step_was_signed(bench: Council) -> None:
    decision = sign(bench, waiting(bench), "assistant", ESCALATED)
    new = correct(
        decision, outcome="pass", reasons="In other words", interests="None", actor=bench["assistant"], at=ESCALATED
    )
    assert (new.in_place_of, new.signed_by) == (bench["head"], "Daniel Okafor in place of Grace Holland")


def test_the_database_refuses_a_signature_in_ones_own_place(bench: Council) -> None:
    decision = sign(bench, waiting(bench), "head", ESCALATED)
    decision.pk, decision.replaces, decision.in_place_of = None, Decision.objects.get(), bench["head"]
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


# Pages


@pytest.fixture
def escalated_day() -> Iterator[None]:
    with time_machine.travel(ESCALATED, tick=False):
        yield


@pytest.mark.usefixtures("escalated_day")
def test_pages_say_who_may_sign_in_whose_place_and_why(bench: Council, as_: SignedIn) -> None:
    submission = waiting(bench)
    names(ESCALATED)
    cycle, late = submission.cycle, "5 working days late"
    place = [cycle.reference, "analyse"]
    work = text_of(as_("assistant").get(reverse("my-work")))
    assert f"{late} Analyse gate: Street cleansing Submitted by Priya Nair. In place of Grace Holland" in work
    approvals = text_of(as_("assistant").get(reverse("approvals")))
    assert f"8 working days {late}" in approvals
    assert "In place of Grace Holland" in approvals
    page = text_of(as_("assistant").get(reverse("decide", args=place)))
    assert f"Waiting, 8 working days {late}" in page
    assert f"You may sign in place of Grace Holland : {WHY}. Both names stand on the decision." in page
    gate = text_of(as_("lead").get(reverse("gate", args=place)))
    assert (
        f"{late} Late, so in place of Grace Holland may sign since 3 December: Daniel Okafor and Hannah Price" in gate
    )
    for address in (cycle.get_absolute_url(), reverse("stage", args=place), reverse("my-work")):
        assert late in text_of(as_("lead").get(address)), address
    assert "1 thing is late with others" in text_of(as_("lead").get(reverse("my-work")))
    sign(bench, submission, "assistant", ESCALATED)
    both = "Daniel Okafor in place of Grace Holland"
    sealed = text_of(as_("head").get(reverse("submission", args=[*place, submission.number])))
    assert f"{both}, assistant director" in sealed
    assert f"In place of Grace Holland: {WHY}." in sealed
    history = reverse("history", args=[cycle.reference])
    for address in (reverse("approvals-decided"), reverse("stage", args=place), reverse("gate", args=place)):
        assert both in text_of(as_("head").get(address)), address
    for reader, chosen in (("head", ""), ("head", "?type=decisions"), ("councillor", "")):
        said = text_of(as_(reader).get(history + chosen))
        assert "in place of Grace Holland, due on 26 November 2026" in said, (reader, chosen)


def test_a_step_has_no_day_before_it_opens(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    assert Step.objects.get(submission=submission, position=2).escalation == ""
