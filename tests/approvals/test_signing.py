"""Who signs a step: the sponsor first, any other holder of the grade, who covers for one, or the next grade up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Cover, Grade, Role
from approvals.models import Decision, Submission
from approvals.selectors.signing import Signer, expected_signers_all, signers_of
from cycles.models import Cycle, CycleStage
from demo import play
from tests.approvals.test_deciding import rule, waiting
from tests.council import COMPLEX, LARGE, MEDIUM, NOW, Council
from tests.cycles.assertions import refuses, watching

TODAY = NOW.date()


def signers(submission: Submission) -> list[str]:
    found = signers_of(Submission.objects.get(pk=submission.pk), TODAY)
    return [f"{one.user} for {one.cover_for}" if one.cover_for else str(one.user) for one in found]


def deactivate(council: Council, *names: str) -> None:
    for name in names:
        user = council[name]
        user.is_active = False
        user.save()


def cover(council: Council, person: str, stand_in: str, days: tuple[int, int] = (0, 0)) -> Cover:
    starts, ends = (TODAY + timedelta(days=days) for days in days)
    return Cover.objects.create(
        person=council[person], stand_in=council[stand_in], starts=starts, ends=ends, created_at=NOW
    )


def test_the_sponsor_is_expected_where_the_grade_fits(bench: Council) -> None:
    submission = waiting(bench, LARGE)
    assert signers(submission) == ["Daniel Okafor", "Hannah Price"]
    Cycle.objects.update(sponsor=bench["assistant2"])
    assert signers(submission) == ["Hannah Price", "Daniel Okafor"]
    Cycle.objects.update(sponsor=bench["director"])
    assert signers(submission) == ["Daniel Okafor", "Hannah Price"]


def test_any_other_holder_of_the_grade_may_sign(bench: Council) -> None:
    submission = waiting(bench, LARGE)
    assert rule(bench, submission, play.ruling(submission), by="assistant2").decider == bench["assistant2"]


def test_one_person_signs_one_step(bench: Council) -> None:
    Role.objects.create(
        user=bench["assistant"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place
    )
    submission = waiting(bench, COMPLEX)
    rule(bench, submission, play.ruling(submission), by="assistant")
    ruling = play.ruling(Submission.objects.get())
    with refuses("Daniel Okafor signed another step of this gate, so may not decide this gate."):
        rule(bench, submission, ruling, by="assistant")
    assert signers(submission) == ["Margaret Ellis"]


def test_the_database_keeps_one_person_to_one_step(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    decision = rule(bench, submission, play.ruling(submission), by="assistant")
    decision.pk, decision.step = None, submission.steps.get(position=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


def test_steps_are_signed_in_their_order(bench: Council) -> None:
    submission = waiting(bench, COMPLEX)
    waits = "This gate is waiting for Daniel Okafor, assistant director, since 23 November 2026, due 30 November 2026."
    with refuses(f"{waits} From 7 December 2026 the next grade may sign in their place."):
        rule(bench, submission, play.ruling(submission), by="director")


def test_the_next_grade_up_signs_when_nobody_holds_the_grade(bench: Council) -> None:
    submission = waiting(bench, LARGE)
    deactivate(bench, "assistant", "assistant2")
    assert signers(submission) == ["Margaret Ellis"]
    assert rule(bench, submission, play.ruling(submission), by="director").grade == "executive_director"


def test_the_next_grade_up_signs_when_every_holder_had_a_part(bench: Council) -> None:
    cycle = bench.cycle(LARGE, team=[bench["assistant"], bench["assistant2"]])
    first, second = cycle.answers.filter(question__stage="analyse")[:2]
    play.answer(first, at=NOW, by=bench["assistant"])
    play.answer(second, at=NOW, by=bench["assistant2"])
    assert signers(play.put(play.ready(cycle, at=NOW), at=NOW)) == ["Margaret Ellis"]


def test_whoever_leaves_while_a_gate_waits_does_not_block_it(bench: Council) -> None:
    submission = waiting(bench, MEDIUM)
    deactivate(bench, "head")
    assert signers(submission) == ["Daniel Okafor", "Hannah Price"]
    deactivate(bench, "assistant", "assistant2", "director")
    assert signers(submission) == []
    with refuses("Nobody can sign this gate now. An administrator of people must name somebody."):
        rule(bench, submission, play.ruling(submission), by="elsewhere")


def test_lead_and_submitter_who_left_do_not_block_a_decision(bench: Council) -> None:
    submission = waiting(bench, stage=CycleStage.REVIEW)
    deactivate(bench, "lead", "member", "assistant")
    with watching(bench) as written:
        rule(bench, submission, play.ruling(submission))
    assert Cycle.objects.get(number=1).stage == "closed"
    assert written.told == set()


def test_signing_later_steps_is_kept_possible(bench: Council) -> None:
    """Who holds two grades is not expected at the first step when nobody else could sign the second."""
    Role.objects.create(
        user=bench["assistant"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place
    )
    deactivate(bench, "director")
    submission = waiting(bench, COMPLEX)
    assert signers(submission) == ["Hannah Price"]
    expected = expected_signers_all({submission.cycle: "analyse"}, TODAY)[submission.cycle.pk]
    assert [(grade, str(signer and signer.user)) for grade, signer in expected] == [
        ("assistant_director", "Hannah Price"),
        ("executive_director", "Daniel Okafor"),
    ]


def test_who_is_stood_in_for_is_kept_for_the_later_step_too(bench: Council) -> None:
    """A stand-in's signature takes both people away, so neither signs first where only one could sign second."""
    Role.objects.create(
        user=bench["assistant"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place
    )
    deactivate(bench, "director")
    cover(bench, "assistant", "other")
    cover(bench, "assistant2", "elsewhere")
    assert signers(waiting(bench, COMPLEX)) == ["Hannah Price", "Oliver Grant for Hannah Price"]


def test_a_signature_bars_the_signer_and_who_is_stood_in_for(bench: Council) -> None:
    assistant, other = bench["assistant"], bench["other"]
    assert Signer(other, Grade.ASSISTANT_DIRECTOR).bars({0}) == {0, other.pk}
    assert Signer(other, Grade.ASSISTANT_DIRECTOR, cover_for=assistant).bars({0}) == {0, other.pk, assistant.pk}


# Cover


def test_a_stand_in_signs_with_both_names(bench: Council) -> None:
    cover(bench, "head", "other")
    submission = waiting(bench)
    assert signers(submission) == ["Grace Holland", "Tom Baines for Grace Holland"]
    with watching(bench) as written:
        decision = rule(bench, submission, play.ruling(submission), by="other")
    assert (decision.decider, decision.cover_for, decision.grade) == (bench["other"], bench["head"], "head_of_service")
    assert written.verbs == ["decided_for", "stage_entered"]
    assert written.events[0].facts["cover_for_id"] == bench["head"].pk
    assert written.events[0].authority == "Stands in for the head of service"


def test_the_expected_decider_and_their_stand_in_are_told(bench: Council) -> None:
    cover(bench, "assistant", "other")
    cover(bench, "assistant2", "elsewhere")
    cycle = play.ready(bench.cycle(LARGE), at=NOW)
    with watching(bench) as written:
        play.put(cycle, at=NOW)
    assert written.told == {("gate_waiting", "assistant"), ("gate_waiting", "other")}


@pytest.mark.parametrize(("days", "covers"), [((-1, 0), True), ((0, 3), True), ((1, 3), False), ((-9, -1), False)])
def test_cover_holds_between_its_two_dates(days: tuple[int, int], covers: bool, bench: Council) -> None:
    cover(bench, "head", "other", days)
    assert ("Tom Baines for Grace Holland" in signers(waiting(bench))) is covers


def test_cover_that_ended_early_no_longer_holds(bench: Council) -> None:
    found = cover(bench, "head", "other", (-3, 3))
    found.ended_early_on = TODAY
    found.save()
    assert signers(waiting(bench)) == ["Grace Holland"]


def test_cover_ends_with_either_account(bench: Council) -> None:
    cover(bench, "head", "other")
    submission = waiting(bench)
    deactivate(bench, "other")
    assert signers(submission) == ["Grace Holland"]
    other = bench["other"]
    other.is_active = True
    other.save()
    deactivate(bench, "head")
    assert signers(submission) == ["Daniel Okafor", "Hannah Price"]


def test_a_stand_in_for_two_signs_one_step(bench: Council) -> None:
    cover(bench, "assistant", "other")
    cover(bench, "director", "other")
    submission = waiting(bench, COMPLEX)
    rule(bench, submission, play.ruling(submission), by="other")
    assert signers(submission) == ["Margaret Ellis"]


def test_who_was_stood_in_for_signs_no_other_step(bench: Council) -> None:
    cover(bench, "assistant", "other")
    Role.objects.create(
        user=bench["assistant"], kind="manager", grade=Grade.EXECUTIVE_DIRECTOR, directorate=bench.place
    )
    submission = waiting(bench, COMPLEX)
    rule(bench, submission, play.ruling(submission), by="other")
    ruling = play.ruling(Submission.objects.get())
    with refuses("Daniel Okafor had another step of this gate signed for them, so may not decide this gate."):
        rule(bench, submission, ruling, by="assistant")
    assert Decision.objects.count() == 1
