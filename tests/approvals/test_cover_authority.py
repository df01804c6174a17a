"""A decision under cover names the cover; where a stand-in is barred, the next grade signs for who is away."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Cover, Grade
from approvals.selectors.signing import signers_of
from approvals.services.correcting import correct
from audit.models import Event
from demo import play
from tests.approvals.test_deciding import LATER, rule, waiting
from tests.approvals.test_signing import TODAY, cover, deactivate, signers
from tests.council import AUTHORITY, COMPLEX, LARGE, Council

BASIS = "By authority of Scheme of delegation, paragraph 4.2. Reason: Nobody of the grade is free"


def by_authority(bench: Council, person: str, stand_in: str) -> Cover:
    row = cover(bench, person, stand_in)
    Cover.objects.filter(pk=row.pk).update(**AUTHORITY)
    row.refresh_from_db()
    return row


def test_the_authority_is_on_the_decision_and_on_its_event(bench: Council) -> None:
    row = by_authority(bench, "head", "other")
    submission = waiting(bench)

    decision = rule(bench, submission, play.ruling(submission), by="other")

    assert (decision.cover, decision.cover_for, decision.decider) == (row, bench["head"], bench["other"])
    assert row.basis == BASIS
    authority = f"Stands in for the head of service. {BASIS}"
    assert Event.objects.get(verb="decided_for").authority == authority


def test_it_stays_when_the_cover_is_ended(bench: Council) -> None:
    row = by_authority(bench, "head", "other")
    submission = waiting(bench)
    decision = rule(bench, submission, play.ruling(submission), by="other")
    Cover.objects.filter(pk=row.pk).update(ended_early_on=TODAY)
    by_grade = cover(bench, "head", "assistant")

    words: dict[str, Any] = {"reasons": "A figure was wrong", "interests": "None", "reopened": ["AN-RES-1"]}
    correction = correct(decision, outcome="return", **words, actor=bench["assistant"], at=LATER)

    decision.refresh_from_db()
    assert (decision.cover, correction.cover) == (row, by_grade)


def test_a_decision_without_cover_names_none(bench: Council) -> None:
    by_authority(bench, "head", "other")
    submission = waiting(bench)

    assert rule(bench, submission, play.ruling(submission), by="head").cover is None


# Where the stand-in is barred


def test_the_next_grade_is_asked_where_the_stand_in_leads_the_cycle(bench: Council) -> None:
    cover(bench, "head", "lead")

    submission = waiting(bench)

    assert signers(submission) == ["Daniel Okafor", "Hannah Price", "Grace Holland"]
    assert signers_of(submission, TODAY)[0].grade == Grade.ASSISTANT_DIRECTOR
    assert rule(bench, submission, play.ruling(submission), by="assistant").grade == Grade.ASSISTANT_DIRECTOR


def test_who_is_there_comes_before_who_is_away(bench: Council) -> None:
    cover(bench, "assistant", "lead")

    assert signers(waiting(bench, LARGE)) == ["Hannah Price", "Daniel Okafor"]


def test_nobody_above_leaves_it_with_who_is_away(bench: Council) -> None:
    cover(bench, "director", "lead")
    submission = waiting(bench, COMPLEX)
    rule(bench, submission, play.ruling(submission), by="assistant")

    assert signers(submission) == ["Margaret Ellis"]


def test_the_next_grade_is_kept_for_its_own_step(bench: Council) -> None:
    """One person signs one step, so the only executive director does not sign the step below."""
    deactivate(bench, "assistant2")
    cover(bench, "assistant", "lead")

    assert signers(waiting(bench, COMPLEX)) == ["Daniel Okafor"]


@pytest.mark.parametrize("stand_in", ["assistant", "other"])
def test_a_stand_in_who_may_sign_keeps_the_gate_at_its_grade(bench: Council, stand_in: str) -> None:
    cover(bench, "head", stand_in)

    people = signers(waiting(bench))

    assert people == ["Grace Holland", f"{bench[stand_in]} for Grace Holland"]
