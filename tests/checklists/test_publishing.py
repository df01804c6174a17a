"""Publishing a stage's answers to councillors, and taking them back."""

from __future__ import annotations

from approvals.models import Outcome, Submission
from approvals.services.correcting import correct
from checklists.services.publishing import publish_answers, take_back_answers
from cycles.models import Cycle
from cycles.policies.reading import may_read_decisions, may_read_work
from demo import play
from tests.council import NOW, Council
from tests.cycles.assertions import refuses, watching


def published(council: Council, cycle: Cycle, stage: str = "analyse") -> Cycle:
    publish_answers(cycle, stage, actor=council["lead"], at=NOW)
    return Cycle.objects.get(pk=cycle.pk)


def test_the_lead_publishes_once_and_takes_back(bench: Council) -> None:
    cycle = bench.cycle_at("plan")
    with watching(bench) as wrote:
        cycle = published(bench, published(bench, cycle))
    assert (wrote.verbs, wrote.told) == (["answers_published"], set())
    assert wrote.events[0].facts["stage"] == "Analyse"
    assert (cycle.published, cycle.published_since("analyse")) == ({"analyse": NOW.isoformat()}, NOW)
    with watching(bench) as wrote:
        for _ in range(2):
            take_back_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
    assert wrote.verbs == ["answers_taken_back"]
    assert Cycle.objects.get(pk=cycle.pk).published == {}


def test_not_before_the_gate_and_by_nobody_else(bench: Council) -> None:
    cycle = bench.cycle_at("plan", team=[bench["member"]])
    with refuses("The Plan gate has not been passed yet."):
        publish_answers(cycle, "plan", actor=bench["lead"], at=NOW)
    for name in ("member", "assistant", "auditor", "councillor"):
        with refuses("Only Priya Nair, the lead commissioner, can do this."):
            publish_answers(cycle, "analyse", actor=bench[name], at=NOW)


def test_a_correction_that_takes_the_gate_back_ends_it(bench: Council) -> None:
    cycle = bench.cycle_at("do")
    for stage in ("analyse", "plan"):
        cycle = published(bench, cycle, stage)
    decision = cycle.submissions.get(stage="plan").decisions.get()
    code = decision.submission.pack["answers"][0]["code"]
    said = {"outcome": Outcome.RETURN, "reasons": "The wrong version was read.", "interests": "None"}
    with watching(bench) as wrote:
        correct(decision, **said, reopened=[code], actor=decision.decider, at=NOW)
    assert "answers_taken_back" in wrote.verbs
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert list(cycle.published) == ["analyse"]
    play.answer(cycle.answers.get(question__code=code), at=NOW)
    play.sign(play.put(Cycle.objects.get(pk=cycle.pk), at=NOW), at=NOW)
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert (cycle.stage, list(cycle.published)) == ("do", ["analyse"])


def test_a_stage_in_which_a_cycle_stopped_is_not_published(bench: Council) -> None:
    cycle = bench.cycle_at("plan")
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(Submission.objects.get(pk=submission.pk), Outcome.STOP))
    cycle = published(bench, Cycle.objects.get(pk=cycle.pk))
    with refuses("The Plan gate has not been passed yet."):
        publish_answers(cycle, "plan", actor=bench["lead"], at=NOW)
    assert may_read_decisions(bench["councillor"], cycle, "plan")
    assert not may_read_work(bench["councillor"], cycle, "plan")
