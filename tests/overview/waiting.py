"""Whether anything open waits for nobody: who is asked for it by the program's own rule, and may they do it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from accounts.models import Cover, User
from accounts.roles import forget_roles, roles_of
from approvals.models import UNMET, Condition, ConditionState, Submission, SubmissionState
from approvals.selectors.pending_signers import expected_signers
from checklists.models import Answer, AnswerState
from checklists.selectors.answers import missing_parts
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle
from cycles.policies import may
from cycles.selectors.replacements import holder_or_replacements
from overview.presenters.my_work import my_work
from reminders.pending_actions import pending_action

Chances = Iterable[tuple[str, Any]]  # actions with their rows, any of which takes the thing further


def waiting_for_nobody(today: date) -> list[str]:
    """Each open thing for which nobody who can sign in is asked and may, by policy, do it or pass it on."""
    lost = []
    for thing, cycle, people, chances in _open_things(today):
        if not any(_can(person, cycle, today, chances) for person in people):
            names = ", ".join(str(person) for person in people) or "nobody"
            lost.append(f"{thing} of {cycle.reference} waits for {names}")
    return lost


def unshown(today: date) -> list[str]:
    """Who is asked for something that stands on none of the lists of their My work."""
    lost = []
    for thing, cycle, people, chances in _open_things(today):
        able = [person for person in people if _can(person, cycle, today, chances)]
        if able and not any(cycle.reference in _references(person, today) for person in able):
            lost.append(f"{thing} of {cycle.reference} is not on My work of {', '.join(map(str, able))}")
    return lost


def _references(person: User, today: date) -> set[str]:
    work = my_work(person, today, everything=True)
    cycles = [row.cycle for row in work.things] + [row.cycle for row in work.cycles]
    return {cycle.reference for cycle in cycles} | {row.waiting.cycle.reference for row in work.decisions}


def _can(person: User, cycle: Cycle, today: date, chances: Chances) -> bool:
    """Active, with a role that opens pages, and let by the rule of one of the actions."""
    fresh = User.objects.get(pk=person.pk)
    forget_roles(fresh)
    return bool(roles_of(fresh).kinds) and any(may(action, fresh, cycle, today, row) for action, row in chances)


def _open_things(today: date) -> Iterator[tuple[str, Cycle, list[User], Chances]]:
    cycles = Cycle.objects.filter(stage__in=LIVE_STAGES).select_related("lead", "sponsor", "service", "directorate")
    for cycle in cycles:
        people = holder_or_replacements(cycle.lead, cycle)
        leads = ("plan_dates", None) if cycle.lead.is_active else ("change_people", None)
        yield "the lead", cycle, people, [leads]
    for submission in Submission.objects.filter(state=SubmissionState.PENDING).select_related("cycle"):
        expected = [signer for signer in expected_signers(submission) if not _is_away(signer, today)]
        yield "the gate", submission.cycle, expected, [("decide", submission)]
    for part in missing_parts().select_related("cycle", "question"):
        if part.question.stage == part.cycle.stage and not part.cycle.sealed_at:
            chances = [("complete_missing_part", part), ("answer", part), ("change_people", None)]
            yield f"the part “{part.question.title}”", part.cycle, _asked(part.cycle, part, today), chances
    done = Answer.objects.filter(state=AnswerState.PARTLY_MET, missing_done_at__isnull=False, set_aside_because="")
    for part in done.select_related("cycle", "question"):
        if part.question.stage == part.cycle.stage and not part.cycle.sealed_at:
            people = [*holder_or_replacements(part.cycle.lead, part.cycle), *part.cycle.team.all()]
            yield f"the done “{part.question.title}”", part.cycle, people, [("answer", part), ("change_people", None)]
    for request in open_requests().select_related("answer__cycle", "answer__question"):
        cycle, question = request.answer.cycle, request.answer.question
        if question.stage == cycle.stage and not cycle.has_passed(question.stage):
            chances = [("answer_confirmation", request), ("ask_confirmation", request.answer), ("change_people", None)]
            yield f"the request “{question.title}”", cycle, _asked(cycle, request, today), chances
    states = (SubmissionState.PENDING, SubmissionState.PASSED)
    conditions = Condition.objects.filter(state__in=UNMET, decision__submission__state__in=states)
    for condition in conditions.select_related("cycle"):
        people = _asked(condition.cycle, condition, today)
        claimed = condition.state == ConditionState.CLAIMED
        own = "check_condition" if claimed or people != [condition.owner] else "claim_condition"
        if condition.decision.submission.state == SubmissionState.PENDING and people == [condition.owner]:
            continue  # it binds once its gate passes
        what = "the check of" if claimed else "the condition"
        yield (
            f"{what} “{condition.text}”",
            condition.cycle,
            people,
            [
                (own, condition),
                ("hand_over_condition", condition),
            ],
        )


def _is_away(person: User, today: date) -> bool:
    return person.cover_given.filter(Cover.holding_on(today)).exists()


def _asked(cycle: Cycle, row: Any, today: date) -> list[User]:
    """Who is asked on pages and by a nudge."""
    action = pending_action(cycle, row._meta.model_name, row.pk, today)
    return [action.holder] if action else []
