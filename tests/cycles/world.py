"""A cycle in each situation of the table, with something there for each action to be done to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from accounts.models import Cover
from approvals.models import Condition, NextStep, Outcome, Submission
from approvals.selectors.held_work import HeldWork, WorkKind
from approvals.selectors.stage_outcomes import pending_submission
from approvals.services import conditions
from approvals.services.deciding import ConditionInput
from checklists.models import Answer, Confirmation
from checklists.services.answering import AnswerInput, attach_evidence, save_answer
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle, CycleStage
from cycles.policies.case import past_stages
from demo import play
from reminders.pending_actions import submitted_action
from tests.council import LARGE, NOW, Council

TODAY = NOW.date()


@dataclass
class World:
    """One cycle in one situation, with the people of the table by their names there."""

    council: Council
    cycle: Cycle

    def answer(self, number: int) -> Answer:
        """The answer to the stage's question of that number; of an ended cycle, to its last stage's."""
        stage = self.cycle.stopped_in or (CycleStage.REVIEW if self.cycle.ended_at else self.cycle.stage)
        return self.cycle.answers.get(question__stage=stage, question__code__endswith=f"-{number}")

    def missing_part(self) -> Answer:
        """The first answer, partly met where it can still be changed; the adviser asked completes it."""
        answer = self.answer(1)
        if not self.cycle.is_live or pending_submission(self.cycle):
            return answer
        said = AnswerInput("partly_met", "Half of it.", owner=self.council["asked"], due=TODAY + timedelta(days=9))
        return save_answer(answer, said, actor=self.cycle.lead, at=NOW, seen_version=answer.version)

    def confirmation(self, number: int, state: str) -> Confirmation:
        return self.answer(number).confirmations.get(state=state)

    def condition(self) -> Condition | None:
        return self.cycle.conditions.order_by("-pk").first()

    def claimed(self) -> Condition | None:
        condition = self.condition()
        if condition and condition.state == "open":
            actor = condition.owner
            return conditions.claim(condition, note="Done", actor=actor, at=NOW, seen_version=condition.version)
        return condition

    def submission(self) -> Submission | None:
        return self.cycle.submissions.order_by("-pk").first()


# What each action is done to; None where the situation has no such thing, so that nobody may.
TARGETS: dict[str, Callable[[World], Any]] = {
    "answer": lambda world: world.answer(1),
    "complete_missing_part": lambda world: world.missing_part(),
    "ask_confirmation": lambda world: world.answer(3),
    "record_outside_confirmation": lambda world: world.answer(4),
    "answer_confirmation": lambda world: world.confirmation(3, "asked"),
    "withdraw_confirmation": lambda world: world.confirmation(2, "given"),
    "nudge": lambda world: submitted_action(world.cycle, f"confirmation-{world.confirmation(3, 'asked').pk}", TODAY),
    "publish_answers": lambda world: next(iter(past_stages(world.cycle)), None),
    "change_records": lambda world: "analyse",
    "hand_over_records": lambda world: "analyse",
    "decide": lambda world: world.submission(),
    "correct": lambda world: (found := world.submission()) and found.decisions.last(),
    "claim_condition": lambda world: world.condition(),
    "check_condition": lambda world: world.claimed(),
    "hand_over_condition": lambda world: world.condition(),
    "hand_over_work": lambda world: (row := world.condition()) and HeldWork(WorkKind.CONDITION, row, row.owner),
}
NEEDS_NOTHING = {
    "edit",
    "change_people",
    "plan_dates",
    "add_evidence",
    "submit",
    "withdraw",
    "start_next",
    "record_exception",
    "record_notice",
}


def people(council: Council) -> Council:
    """The council with the roles of the table that it lacks."""
    for name, known in (("sponsor", "assistant2"), ("asked", "adviser"), ("unasked", "adviser2")):
        council.people[name] = council.people[known]
    council.manager("left", "Ivy Long", "assistant_director")
    council.people["left"].is_active = False
    council.people["left"].save()
    stand_in = council.add("stand_in", "Una Ward", {"kind": "commissioner"})
    Cover.objects.create(person=council["assistant"], stand_in=stand_in, starts=TODAY, ends=TODAY, created_at=NOW)
    return council


def world_in(situation: str, council: Council) -> World:
    people(council)
    stage, _, sealed = situation.partition(" ")
    cycle = council.cycle(LARGE, sponsor=council["sponsor"], team=[council["member"]])
    world = World(council, cycle)
    last = {"closed": "closed", "stopped": "plan"}.get(stage, stage)
    while world.cycle.stage != last:
        _pass_with_a_condition(world)
    if stage == "stopped":
        _stop(world)
    elif sealed:
        _seal(world)
    elif stage != "closed":
        _get_ready(world, outside=False)
    return world


def _get_ready(world: World, *, outside: bool) -> None:
    """Everything answered and confirmed, but that Legal is asked again; the outside word only if it is wanted."""
    world.cycle = play.decide_route(world.cycle, at=NOW)
    for number in (1, 2, 3, 4):
        row = play.answer(world.answer(number), at=NOW)
        if number in (2, 3) or (outside and number == 4):
            play.confirm(row, at=NOW)
    row = attach_evidence(
        world.answer(3), play.add_evidence(world.cycle, "Later", at=NOW), actor=world.cycle.lead, at=NOW
    )
    ask_confirmation(row, world.council["asked"], actor=world.cycle.lead, at=NOW)
    world.cycle = play.take_key_decision(Cycle.objects.get(pk=world.cycle.pk), at=NOW)


def _seal(world: World) -> Submission:
    """Put the gate; the promise made at the gate before is kept first."""
    condition = world.claimed()
    if condition and condition.state == "claimed":
        conditions.accept(condition, note="", actor=condition.verifier, at=NOW, seen_version=condition.version)
    _get_ready(world, outside=True)
    for row in world.cycle.answers.filter(question__stage=world.cycle.stage, state="unanswered", set_aside_because=""):
        play.answer(row, at=NOW)
    return play.put(world.cycle, at=NOW, next_step=NextStep.STOP if world.cycle.stage == CycleStage.REVIEW else "")


def _pass_with_a_condition(world: World) -> None:
    submission = _seal(world)
    promise = ConditionInput("Publish it", world.council["member"], TODAY + timedelta(days=9), world.council["head"])
    while pending_submission(world.cycle):
        ruling = play.ruling(Submission.objects.get(pk=submission.pk))
        if submission.steps.filter(position__gt=ruling.step).exists():
            play.sign(submission, at=NOW, ruled=ruling)
        else:
            conditional = replace(ruling, outcome=Outcome.PASS_WITH_CONDITIONS, conditions=[promise])
            play.sign(submission, at=NOW, ruled=conditional)
    world.cycle = Cycle.objects.get(pk=world.cycle.pk)


def _stop(world: World) -> None:
    submission = _seal(world)
    play.sign(submission, at=NOW)
    play.sign(submission, at=NOW, ruled=play.ruling(Submission.objects.get(pk=submission.pk), Outcome.STOP))
    world.cycle = Cycle.objects.get(pk=world.cycle.pk)
