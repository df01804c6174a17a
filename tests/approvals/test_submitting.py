"""Putting a gate: what stands in the way, what is sealed, who is asked to sign, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.refusals import Stale
from approvals import packs
from approvals.models import Submission
from approvals.services.submitting import NotReady, Proposal, SubmissionInput, submit, withdraw
from checklists.models import Answer
from checklists.services.answering import AnswerInput, save_answer
from cycles.models import Cycle, CycleStage
from demo import play
from tests.checklists.test_answering import row
from tests.council import LARGE, MEDIUM, NOW, Council
from tests.cycles.assertions import finds, nothing_written, refuses, watching

DUE = date(2027, 1, 29)


def gaps(cycle: Cycle, council: Council, by: str = "lead") -> list[str]:
    with nothing_written(), pytest.raises(NotReady) as raised:
        submit(cycle, SubmissionInput(), actor=council[by], at=NOW)
    return [gap.sentence for gap in raised.value.result.gaps]


def test_a_gate_with_gaps_is_not_put(bench: Council) -> None:
    assert gaps(bench.cycle(), bench) == [
        "“Residents AN” is not answered yet: waiting for Priya Nair, since 23 November 2026.",
        "“Money AN” is not answered yet: waiting for Priya Nair, since 23 November 2026.",
    ]


def test_route_and_regime_are_decided_before_the_plan_gate(bench: Council) -> None:
    cycle = play.ready(bench.cycle_at(CycleStage.PLAN), at=NOW)
    Cycle.objects.filter(pk=cycle.pk).update(delivery_route=None, legal_regime=None)
    assert gaps(cycle, bench) == [
        "The delivery route is not decided yet: waiting for Priya Nair, since 23 November 2026.",
        "The legal regime is not decided yet: waiting for Priya Nair, since 23 November 2026.",
    ]


def test_a_gate_that_nobody_can_sign_is_not_put(bench: Council) -> None:
    for name in ("head", "assistant", "assistant2", "director"):
        bench[name].roles.all().delete()
    assert gaps(play.ready(bench.cycle(), at=NOW), bench) == [
        (
            "Nobody can sign as head of service, nor at a higher grade: waiting for an administrator of people"
            " to name somebody, since 23 November 2026."
        )
    ]


def test_a_pack_is_sealed_with_its_digest(bench: Council) -> None:
    cycle = play.ready(bench.cycle(MEDIUM, team=[bench["member"]]), at=NOW, not_applicable=["AN-RES-1"])
    with watching(bench) as written:
        submission = submit(cycle, SubmissionInput(note=" Look at 2 "), actor=bench["member"], at=NOW)
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.stage, fresh.visit, fresh.number, fresh.state) == ("analyse", 1, 1, "pending")
    assert (fresh.submitted_by, fresh.submitted_at, fresh.note) == (bench["member"], NOW, "Look at 2")
    assert fresh.digest == packs.digest(fresh.pack)
    assert (written.verbs, written.told) == (["submitted"], {("gate_waiting", "head")})
    pack = fresh.pack
    assert (pack["cycle"]["reference"], pack["number"], pack["visit"]) == ("C-0001", 1, 1)
    assert [(answer["code"], answer["state"], answer["met"]) for answer in pack["answers"]] == [
        ("AN-RES-1", "not_applicable", False),
        ("AN-RES-2", "met", True),
        ("AN-RES-3", "met", True),
    ]
    evidence = row(cycle, 2).evidence.get()
    assert [item["title"] for item in pack["answers"][1]["evidence"]] == [evidence.title]
    assert pack["answers"][1]["confirmation"]["by"] == "Ruth Adeyemi"
    assert pack["duties"] == [
        {
            "duty": "PSED",
            "name": "Equality",
            "basis": "Equality Act 2010 s149",
            "questions": ["AN-RES-2"],
            "documents": [
                {"question": "AN-RES-2", "id": evidence.pk, "title": evidence.title, "sha256": "", "url": evidence.url}
            ],
        }
    ]


def test_everybody_who_had_a_part_is_written_down(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"], bench["assistant2"]])
    play.answer(row(cycle, 1), at=NOW, by=bench["assistant2"])
    play.answer(row(cycle, 1, "plan"), at=NOW, by=bench["member"])
    submission = play.put(play.ready(cycle, at=NOW), at=NOW, by=bench["member"])
    assert dict(submission.involved.values_list("user__name", "because")) == {
        "Priya Nair": "leads this cycle",
        "Leanne Cooper": "submitted this gate",
        "Hannah Price": "wrote the answer to “Residents AN”",
    }


def test_the_authors_of_optional_answers_may_decide(bench: Council) -> None:
    cycle = bench.cycle(MEDIUM, team=[bench["head"]])
    play.answer(row(cycle, 3), at=NOW, by=bench["head"])
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    assert play.sign(submission, at=NOW).decider == bench["head"]


def test_each_step_of_the_route_is_a_row_and_only_the_first_is_told(bench: Council) -> None:
    cycle = play.ready(bench.cycle_at(CycleStage.PLAN, LARGE), at=NOW)
    with watching(bench) as written:
        submission = play.put(cycle, at=NOW)
    assert list(submission.steps.values_list("position", "grade", "opened_at")) == [
        (1, "assistant_director", NOW),
        (2, "executive_director", None),
    ]
    assert written.told == {("gate_waiting", "assistant")}


def test_a_changed_cycle_is_not_put_on_an_old_page(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW)
    answer = row(cycle)
    save_answer(answer, AnswerInput("met", "More."), actor=bench["lead"], at=NOW, seen_version=answer.version)
    with refuses("This was changed while you were working on it", Stale):
        submit(cycle, SubmissionInput(), actor=bench["lead"], at=NOW, seen_version=cycle.version)


# Conditions that the team proposes


def partly(council: Council) -> Cycle:
    return play.ready(council.cycle(team=[council["member"]]), at=NOW, partly=["AN-RES-1"])


def proposed(submission: Submission) -> list[tuple[str, str, str, str]]:
    rows = submission.pack["conditions_proposed"]
    return [(row["question"], row["text"], row["owner"], row["due"]) for row in rows]


def test_partly_met_answers_propose_themselves(bench: Council) -> None:
    due = (NOW.date() + timedelta(days=45)).isoformat()
    submission = play.put(partly(bench), at=NOW)
    assert proposed(submission) == [("AN-RES-1", "Complete ‘Residents AN’", "Priya Nair", due)]


def test_the_team_can_word_them_otherwise_and_add_more(bench: Council) -> None:
    given = [
        Proposal("Ask the other half", bench["member"], DUE, "AN-RES-1"),
        Proposal("Publish it", bench["lead"], DUE),
        Proposal("  ", bench["lead"], DUE),
    ]
    submission = submit(partly(bench), SubmissionInput(proposals=given), actor=bench["lead"], at=NOW)
    assert proposed(submission) == [
        ("AN-RES-1", "Ask the other half", "Leanne Cooper", "2027-01-29"),
        ("", "Publish it", "Priya Nair", "2027-01-29"),
    ]


def test_a_proposal_fits_into_a_condition(bench: Council) -> None:
    cycle = partly(bench)
    asked = SubmissionInput(proposals=[Proposal("x" * 501, bench["lead"], DUE)])
    with finds({"proposals": "Condition 1 must be 500 characters or fewer"}):
        submit(cycle, asked, actor=bench["lead"], at=NOW)


def test_a_partly_met_hard_stop_is_not_put(bench: Council) -> None:
    cycle = play.ready(bench.cycle(), at=NOW, partly=["AN-RES-2"])
    due = NOW.date() + timedelta(days=45)
    assert gaps(cycle, bench) == [
        f"“Money AN” is partly met and cannot pass with a condition: waiting for Priya Nair, due {due.day} {due:%B %Y}."
    ]


# Taking it back


def test_withdrawing_tells_whose_turn_it_was_and_opens_the_pack(bench: Council) -> None:
    cycle = bench.cycle(team=[bench["member"]])
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    with finds({"reason": "Say why you withdraw it: the deciders are told"}):
        withdraw(submission, reason=" ", actor=bench["lead"], at=NOW)
    with watching(bench) as written:
        withdraw(submission, reason=" A figure is wrong ", actor=bench["member"], at=NOW)
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.state, fresh.closed_at, fresh.closed_because) == ("withdrawn", NOW, "A figure is wrong")
    assert (written.verbs, written.told) == (["submission_withdrawn"], {("submission_withdrawn", "head")})
    answer = Answer.objects.get(pk=row(cycle).pk)
    save_answer(answer, AnswerInput("met", "Right now."), actor=bench["lead"], at=NOW, seen_version=answer.version)
    again = play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    assert (again.number, again.visit) == (2, 1)


def test_signatures_given_end_with_the_submission(bench: Council) -> None:
    cycle = play.ready(bench.cycle_at(CycleStage.PLAN, LARGE), at=NOW)
    submission = play.put(cycle, at=NOW)
    play.sign(submission, at=NOW)
    with watching(bench) as written:
        withdraw(submission, reason="Wrong", actor=bench["lead"], at=NOW)
    assert written.told == {("submission_withdrawn", "assistant"), ("submission_withdrawn", "director")}
    again = play.put(Cycle.objects.get(pk=cycle.pk), at=NOW)
    assert play.sign(again, at=NOW).step.position == 1


def test_only_what_stands_can_be_withdrawn(bench: Council) -> None:
    submission = play.put(play.ready(bench.cycle(), at=NOW), at=NOW)
    withdraw(submission, reason="Wrong", actor=bench["lead"], at=NOW)
    with refuses("There is no submission to withdraw: nothing is waiting for a decision."):
        withdraw(submission, reason="Wrong", actor=bench["lead"], at=NOW)
