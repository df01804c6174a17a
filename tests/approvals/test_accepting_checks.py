"""A failing check of a question that does not block: each signer accepts it by name, and the decision keeps that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from approvals.models import Decision, Outcome, Submission
from approvals.presenters.readiness import readiness_of
from cycles.models import Cycle
from demo import play
from tests.approvals.checked import Named
from tests.approvals.views.gates import at, decides, press, record
from tests.council import NOW, Council


@pytest.fixture
def submission(bench: Council, named: Named) -> Submission:
    named("AN-RES-1", "fails")
    return play.put(play.ready(bench.cycle(), at=NOW), at=NOW)


def test_readiness_says_what_the_decider_will_see(bench: Council, named: Named) -> None:
    named("AN-RES-1", "fails")
    cycle = play.ready(bench.cycle(), at=NOW)
    readiness = readiness_of(cycle, cycle.stage, NOW.date())
    assert readiness.gaps == []
    assert [warning.sentence for warning in readiness.warnings] == [
        "“Residents AN” fails its check: The records say no. Whoever decides must accept this, or return the gate."
    ]


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.PASS_WITH_CONDITIONS])
def test_a_pass_needs_each_failing_check_accepted_by_name(submission: Submission, outcome: str) -> None:
    ruling = replace(play.ruling(submission, outcome), accepted_checks=["AN-RES-2"])
    with pytest.raises(ValidationError) as refused:
        play.sign(submission, at=NOW, ruled=ruling)
    assert refused.value.message_dict["accept_check_AN-RES-1"] == [
        "Accept that “Residents AN” fails its check, or return the gate"
    ]


def test_the_decision_keeps_what_was_accepted(submission: Submission) -> None:
    ruling = play.ruling(submission)
    decision = play.sign(submission, at=NOW, ruled=replace(ruling, accepted_checks=["AN-RES-1", "AN-RES-2"]))
    assert decision.accepted_checks == ["AN-RES-1"]
    assert Cycle.objects.get(pk=submission.cycle_id).stage == "plan"


def test_a_return_accepts_nothing(submission: Submission) -> None:
    ruling = play.ruling(submission, Outcome.RETURN, reopened=["AN-RES-1"])
    assert play.sign(submission, at=NOW, ruled=ruling).accepted_checks == []


@pytest.mark.usefixtures("time_stands")
def test_the_pages_of_a_decision_show_the_check_and_ask_for_it(
    bench: Council, submission: Submission, client: Client
) -> None:
    cycle = Cycle.objects.get(pk=submission.cycle_id)
    client.force_login(bench["head"])
    page = client.get(at(cycle, "decide")).content.decode()
    assert page.count("The records say no.") == 2
    sent = decides(submission, "pass")
    missing = client.post(at(cycle, "decide"), {name: value for name, value in sent.items() if "check" not in name})
    assert "Accept that “Residents AN” fails its check, or return the gate" in missing.content.decode()
    press(client, cycle, submission, "pass")
    assert "Residents AN: The records say no." in client.get(at(cycle, "decide-check")).content.decode()
    record(client, cycle)
    decision = Decision.objects.get(submission=submission)
    assert decision.accepted_checks == ["AN-RES-1"]
