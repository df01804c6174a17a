"""The stored signers of a pending gate are what the rule says, after everything that can change who may sign."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, Grade, Role, User
from accounts.services import cover, people, roles
from approvals.models import PendingSigner, Step, Submission
from approvals.services.correcting import correct
from approvals.services.signers import renew_outdated_signers, renew_signers
from approvals.services.submitting import withdraw
from checklists.services.confirming import withdraw_confirmation
from cycles.models import Cycle
from cycles.services.editing import change_people
from demo import play
from notifications.services.sweeping import sweep
from tests.approvals import signers
from tests.council import AUTHORITY, COMPLEX, LARGE, MEDIUM, NOW, SMALL, Council

TODAY = NOW.date()
TOMORROW = NOW + timedelta(days=1)


def submitted(bench: Council, value: Decimal = LARGE, **more: Any) -> Submission:
    return play.put(play.ready(bench.cycle(value, **more), at=NOW), at=NOW)


def names(at: datetime = NOW) -> list[str]:
    """Who may sign, in order, expected ones with a star; as stored, which is what the rule says on that day."""
    assert signers.stored() == signers.by_the_rule(at)
    return [f"{row}{'*' if row.is_expected else ''}" for row in PendingSigner.objects.order_by("step", "position")]


def grant_role(bench: Council, name: str, grade: str, at: datetime = NOW) -> Role:
    return roles.grant_role(bench[name], "manager", grade=grade, directorate=bench.place, actor=bench["admin"], at=at)


def give_cover(bench: Council, name: str, stand_in: str, days: tuple[int, int] = (0, 0)) -> Cover:
    starts, ends = (TODAY + timedelta(days=number) for number in days)
    days_and_authority: dict[str, Any] = {"starts": starts, "ends": ends} | AUTHORITY
    return cover.give_cover(bench[name], bench[stand_in], **days_and_authority, actor=bench[name], at=NOW)


def test_submitting_stores_who_may_sign_the_first_step(bench: Council) -> None:
    submission = submitted(bench, COMPLEX)
    assert names() == ["Daniel Okafor*", "Hannah Price"]
    first, second = submission.steps.all()
    assert (first.signers_on, second.signers_on) == (TODAY, None)
    assert {row.step for row in PendingSigner.objects.all()} == {first}


def test_the_second_step_opens_for_other_people(bench: Council) -> None:
    submission = submitted(bench, COMPLEX)
    play.sign(submission, at=NOW)
    assert names() == ["Margaret Ellis*"]
    assert submission.steps.get(position=2).signers_on == TODAY


def withdrawn(bench: Council, submission: Submission) -> None:
    withdraw(submission, reason="A figure is wrong", actor=bench["lead"], at=NOW)


def returned(bench: Council, submission: Submission) -> None:
    first = submission.pack["answers"][0]["code"]
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "return", reopened=[first]))


def voided(bench: Council, submission: Submission) -> None:
    word = submission.cycle.answers.filter(confirmations__state="given", confirmations__asked_of__isnull=False)
    confirmation = word[0].confirmations.get(state="given")
    assert confirmation.asked_of
    withdraw_confirmation(confirmation, reason="The figures are old", actor=confirmation.asked_of, at=NOW)


def passed(bench: Council, submission: Submission) -> None:
    play.sign(submission, at=NOW)


def stopped(bench: Council, submission: Submission) -> None:
    play.sign(submission, at=NOW, ruled=play.ruling(submission, "stop"))


def corrected(bench: Council, submission: Submission) -> None:
    """The first of two signatures becomes a return."""
    step = submission.steps.get(position=1)
    step.pk, step.position, step.opened_at, step.signers_on = None, 2, None, None
    step.grade = Grade.EXECUTIVE_DIRECTOR
    step.save(force_insert=True)
    decision = play.sign(submission, at=NOW)
    assert names() == ["Margaret Ellis*"]
    first = submission.pack["answers"][0]["code"]
    correct(
        decision,
        outcome="return",
        reasons="Wrong",
        interests="None",
        reopened=[first],
        actor=decision.decider,
        at=NOW,
    )


@pytest.mark.parametrize("ends", [withdrawn, returned, voided, passed, stopped, corrected])
def test_whatever_ends_a_submission_takes_its_signers_and_opens_the_cycle(
    bench: Council, ends: Callable[[Council, Submission], None]
) -> None:
    submission = submitted(bench)
    fresh = Cycle.objects.get()
    assert (fresh.sealed_at, fresh.sealed_number) == (NOW, 1)
    ends(bench, submission)
    fresh = Cycle.objects.get()
    assert (fresh.sealed_at, fresh.sealed_number) == (None, None)
    assert names() == []


def test_the_newest_submission_is_what_seals(bench: Council) -> None:
    withdrawn(bench, submitted(bench))
    play.put(Cycle.objects.get(), at=TOMORROW)
    fresh = Cycle.objects.get()
    assert (fresh.sealed_at, fresh.sealed_number) == (TOMORROW, 2)
    assert names(TOMORROW) == ["Daniel Okafor*", "Hannah Price"]


def test_a_role_given_and_taken(bench: Council) -> None:
    submitted(bench)
    role = grant_role(bench, "other", Grade.ASSISTANT_DIRECTOR)
    assert names() == ["Daniel Okafor*", "Hannah Price", "Tom Baines"]
    roles.revoke_role(bench["assistant"].roles.get(), actor=bench["admin"], at=NOW)
    assert names() == ["Hannah Price*", "Tom Baines"]
    roles.revoke_role(role, actor=bench["admin"], at=NOW)
    roles.revoke_role(bench["assistant2"].roles.get(), actor=bench["admin"], at=NOW)
    assert names() == ["Margaret Ellis*"]


def test_a_role_taken_changes_who_may_sign_an_earlier_step(bench: Council) -> None:
    """Whoever alone can sign the second step is kept for it, though they never were among the signers of the first."""
    grant_role(bench, "assistant", Grade.EXECUTIVE_DIRECTOR)
    submitted(bench, COMPLEX)
    assert names() == ["Daniel Okafor*", "Hannah Price"]
    roles.revoke_role(bench["director"].roles.get(), actor=bench["admin"], at=NOW)
    assert names() == ["Hannah Price*"]


def test_a_role_elsewhere_changes_nothing(bench: Council) -> None:
    submitted(bench)
    before = list(PendingSigner.objects.values_list("pk", flat=True))
    roles.revoke_role(bench["elsewhere"].roles.get(), actor=bench["admin"], at=NOW)
    roles.grant_role(bench["other"], "auditor", actor=bench["admin"], at=NOW)
    assert list(PendingSigner.objects.values_list("pk", flat=True)) == before


def test_somebody_inactive_and_active_again(bench: Council) -> None:
    submitted(bench)
    people.deactivate(bench["assistant"], actor=bench["admin"], at=NOW)
    assert names() == ["Hannah Price*"]
    people.activate(bench["assistant"], actor=bench["admin"], at=NOW)
    assert names() == ["Daniel Okafor*", "Hannah Price"]


def test_a_stand_in_inactive_and_active_again(bench: Council) -> None:
    give_cover(bench, "head", "other")
    submitted(bench, SMALL)
    assert names() == ["Grace Holland*", "Tom Baines for Grace Holland*"]
    people.deactivate(bench["other"], actor=bench["admin"], at=NOW)
    assert names() == ["Grace Holland*"]
    people.activate(bench["other"], actor=bench["admin"], at=NOW)
    assert names() == ["Grace Holland*", "Tom Baines for Grace Holland*"]


def test_another_name_changes_the_order(bench: Council) -> None:
    """The sponsor does not hold the grade of this step, so the first by name is expected."""
    submitted(bench, sponsor=bench["director"])
    assert names() == ["Daniel Okafor*", "Hannah Price"]
    person = bench["assistant"]
    people.change_person(
        person,
        name="Walter Okafor",
        email=person.email,
        job_title="",
        seen_version=person.version,
        actor=bench["admin"],
        at=NOW,
    )
    assert names() == ["Hannah Price*", "Walter Okafor"]


def test_cover_is_given_and_ended_early(bench: Council) -> None:
    submitted(bench)
    absence = give_cover(bench, "assistant", "other", (0, 3))
    assert names() == ["Daniel Okafor*", "Hannah Price", "Tom Baines for Daniel Okafor*"]
    cover.end_cover(absence, actor=bench["assistant"], at=NOW)
    assert names() == ["Daniel Okafor*", "Hannah Price"]


def test_cover_that_starts_and_ends_with_the_day_is_seen_by_the_sweep(bench: Council) -> None:
    submitted(bench)
    give_cover(bench, "assistant2", "other", (1, 2))
    assert names() == ["Daniel Okafor*", "Hannah Price"]
    covered = ["Daniel Okafor*", "Hannah Price", "Tom Baines for Hannah Price"]
    for days, expected in ((1, covered), (2, covered), (3, ["Daniel Okafor*", "Hannah Price"])):
        at = NOW + timedelta(days=days)
        sweep(at)
        assert names(at) == expected


def test_the_sweep_reads_each_gate_once_a_day(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for value in (SMALL, MEDIUM, LARGE):
        submitted(bench, value, service_name=f"For {value}")
    asking = 3  # with the two savepoints that a test makes of the transaction
    with django_assert_num_queries(asking):
        renew_outdated_signers(TODAY)
    tomorrow = TOMORROW.date()
    renew_outdated_signers(tomorrow)
    assert set(Step.objects.values_list("signers_on", flat=True)) == {tomorrow}
    with django_assert_num_queries(asking):
        renew_outdated_signers(tomorrow)


def test_a_gate_that_nobody_can_sign_is_renewed_too(bench: Council) -> None:
    submission = submitted(bench, MEDIUM)
    for name in ("head", "assistant", "assistant2", "director"):
        people.deactivate(bench[name], actor=bench["admin"], at=NOW)
    assert names() == []
    with time_machine.travel(TOMORROW, tick=False):
        renew_outdated_signers(TOMORROW.date())
    assert submission.steps.get().signers_on == TOMORROW.date()
    people.activate(bench["director"], actor=bench["admin"], at=TOMORROW)
    assert names(TOMORROW) == ["Margaret Ellis*"]


def test_another_sponsor_is_expected_from_the_next_submission(bench: Council) -> None:
    withdrawn(bench, submitted(bench))
    cycle = Cycle.objects.get()
    change_people(
        cycle,
        lead=bench["lead"],
        sponsor=bench["assistant2"],
        team=[],
        actor=bench["lead"],
        at=NOW,
        seen_version=cycle.details_version,
    )
    play.put(Cycle.objects.get(), at=NOW)
    assert names() == ["Hannah Price*", "Daniel Okafor"]


def test_another_sponsor_of_a_sealed_cycle_changes_the_order(bench: Council) -> None:
    """No policy lets anybody name one today."""
    submission = submitted(bench)
    Cycle.objects.update(sponsor=bench["assistant2"])
    renew_signers(Submission.objects.get(pk=submission.pk), TODAY)
    assert names() == ["Hannah Price*", "Daniel Okafor"]


def test_who_holds_the_grade_and_covers_for_the_expected_decider_has_one_row(bench: Council) -> None:
    give_cover(bench, "assistant", "assistant2")
    submitted(bench)
    assert names() == ["Daniel Okafor*", "Hannah Price*"]
    assert PendingSigner.objects.get(user=bench["assistant2"]).on_behalf_of is None


def test_only_what_differs_is_written(bench: Council) -> None:
    submitted(bench)
    before = {row.user_id: row.pk for row in PendingSigner.objects.all()}
    give_cover(bench, "assistant", "other", (0, 3))
    after = {row.user_id: row.pk for row in PendingSigner.objects.all()}
    assert before.items() < after.items()


def test_restating_reasons_leaves_the_signers_of_the_next_step(bench: Council) -> None:
    decision = play.sign(submitted(bench, COMPLEX), at=NOW)
    before = names()
    decider: User = decision.decider
    correct(decision, outcome="pass", reasons="In other words", interests="None", actor=decider, at=NOW)
    assert names() == before == ["Margaret Ellis*"]
