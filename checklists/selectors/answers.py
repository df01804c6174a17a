"""Reading answers with their details, and as the facts that `checklists.met`, `weaknesses` and the gates evaluate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.selectors import load_people
from checklists.met import AnswerFacts, ConfirmationFacts, Finding
from checklists.models import Answer, AnswerState, Confirmation, ConfirmationState
from checklists.weaknesses import AnswerContent, EvidenceContent, Weakness, weaknesses
from cycles.models import Cycle
from cycles.selectors.stages import Stages
from principles.selectors import questions_at
from ui.wording import with_leaving


def live_answers(cycle: Cycle, stage: str) -> QuerySet[Answer]:
    """The answers that a stage's gate looks at, in checklist order, with the details that pages show."""
    return live_answers_of({cycle: stage})


def live_answers_of(stages: Stages) -> QuerySet[Answer]:
    """The same of one stage of each of several cycles. A gate counts the evidence anew, as `evidence_now`."""
    links: QuerySet[Any] = Answer.evidence.through.objects.filter(answer=OuterRef("pk")).order_by().values("answer")
    evidence_now = Coalesce(Subquery(links.annotate(number=Count("pk")).values("number")), 0)
    rows = answers_with_details().filter(of_gates(stages.items()))
    return rows.annotate(evidence_now=evidence_now)


def of_gates(gates: Iterable[tuple[Any, str]], path: str = "") -> Q:
    """The answers to what gates ask, each named by its cycle and stage; `path` leads to the answers.

    A cycle is anything with its `pk` and `edition_id`. The questions are listed, as each process knows those of an
    edition: no other table is joined, and the index of answers has the rows.
    """
    answers = Q(pk__in=[])
    for cycles, asked in _asked_by_gates(gates, mandatory=False):
        answers |= Q(**{f"{path}cycle__in": cycles, f"{path}question__in": asked})
    return answers


def answers_of_gates_sql(
    gates: Iterable[tuple[Any, str]], columns: str, *, mandatory: bool = False
) -> tuple[str, list[int]]:
    """These columns of the answers to what gates ask, as one SELECT a gate, with its values; "" where none asks any.

    Each SELECT finds its rows in an index, `answers_of_gates`. Asked for all gates by one condition with OR, PostgreSQL
    would read the table.
    """
    parts: list[str] = []
    values: list[int] = []
    for cycles, asked in _asked_by_gates(gates, mandatory=mandatory):
        if asked:
            keys, questions = (", ".join(["%s"] * len(rows)) for rows in (cycles, asked))
            parts.append(
                f"SELECT {columns} FROM {Answer._meta.db_table} WHERE set_aside_because = ''"
                f" AND cycle_id IN ({keys}) AND question_id IN ({questions})"
            )
            values += [*cycles, *asked]
    return " UNION ALL ".join(parts), values


def _asked_by_gates(gates: Iterable[tuple[Any, str]], *, mandatory: bool) -> Iterator[tuple[list[int], list[int]]]:
    """The keys of the cycles that are before one gate of an edition, and of what it asks."""
    cycles: dict[tuple[int, str], list[int]] = defaultdict(list)
    for cycle, stage in gates:
        cycles[cycle.edition_id, stage].append(cycle.pk)
    for (edition, stage), keys in cycles.items():
        yield keys, [question.pk for question in questions_at(edition, stage) if question.mandatory or not mandatory]


def answers_with_details(*, also_set_aside: bool = False) -> QuerySet[Answer]:
    """Answers that are asked, with the details that pages show; a confirmation that counts is `current`."""
    counts = ~Q(confirmations__state=ConfirmationState.SUPERSEDED)  # at most one: one_current_confirmation_an_answer
    rows: QuerySet[Any] = Answer.objects.annotate(current=FilteredRelation("confirmations", condition=counts))
    rows = rows if also_set_aside else rows.filter(set_aside_because="")
    return rows.select_related("current").order_by("question__position")


def read_for_gate(rows: QuerySet[Answer]) -> list[Answer]:
    """Rows of `answers_with_details` with the people whom gaps name; without any it is one statement."""
    answers = list(rows)
    current = [row for answer in answers if (row := confirmation_of(answer)) and row.state != ConfirmationState.GIVEN]
    load_people((answers, ("missing_owner", "sent_back_by")), (current, ("asked_of",)))
    return answers


def read_answers(rows: QuerySet[Answer]) -> list[Answer]:
    """Rows of `answers_with_details` with the people whom they name, in two statements."""
    answers = list(rows)
    confirmations = [current for answer in answers if (current := confirmation_of(answer))]
    load_people((answers, ("missing_owner", "answered_by", "sent_back_by")), (confirmations, ("asked_of",)))
    return answers


def confirmation_of(answer: Answer) -> Confirmation | None:
    """The confirmation that counts, of an answer read by `answers_with_details`."""
    return getattr(answer, "current", None)


def missing_parts() -> QuerySet[Answer]:
    """Partly met answers that can still be changed and whose owner has not said yet that the part is done."""
    return Answer.objects.filter(
        state=AnswerState.PARTLY_MET,
        missing_done_at__isnull=True,
        set_aside_because="",
        question__stage=F("cycle__stage"),
        cycle__sealed_at__isnull=True,
    )


def answer_facts(answer: Answer, cycle: Cycle, finding: Finding | None = None) -> AnswerFacts:
    """One row of `live_answers` as facts."""
    question, confirmer = answer.question, answer.question.confirmer
    current = confirmation_of(answer)
    needs = question.needs_confirmation(cycle.tier)
    confirmation = None
    if needs and current:
        given, asked = (current.state == state for state in (ConfirmationState.GIVEN, ConfirmationState.ASKED))
        confirmation = ConfirmationFacts(
            state=current.state,
            who="" if given else with_leaving(current.asked_of) if asked else current.by,
            since=timezone.localdate(current.closed_at or current.asked_at),
            due=current.due,
        )
    return AnswerFacts(
        code=question.code,
        title=question.title,
        mandatory=question.mandatory,
        conditional_pass=question.conditional_pass,
        state=answer.state,
        since=timezone.localdate(answer.sent_back_at or answer.answered_at or cycle.stage_since),
        evidence=getattr(answer, "evidence_now", answer.evidence_count),
        evidence_needed=question.needs_evidence(cycle.tier),
        confirmer=confirmer.name if needs else "",
        outside=confirmer.outside,
        confirmation=confirmation,
        sent_back_by=str(answer.sent_back_by or ""),
        owner=with_leaving(answer.missing_owner or ""),
        due=answer.missing_due,
        done_on=timezone.localdate(answer.missing_done_at) if answer.missing_done_at else None,
        finding=finding,
    )


def weaknesses_of(answers: Iterable[Answer], cycle: Cycle) -> list[Weakness]:
    """What a decider should doubt in rows of `live_answers`, read with their evidence."""
    contents = []
    for answer in answers:
        question, current = answer.question, confirmation_of(answer)
        adviser = current.asked_of if current and current.state == ConfirmationState.GIVEN else None
        content = AnswerContent(
            code=question.code,
            title=question.title,
            words=answer.not_applicable_because or answer.explanation,
            author=str(answer.answered_by or ""),
            at=timezone.localtime(answer.answered_at) if answer.answered_at else None,
            evidence=[EvidenceContent(item.pk, item.title, item.dated, item.url) for item in answer.evidence.all()],
            hard_stop=question.mandatory and not question.conditional_pass,
            confirmed_by=str(adviser or ""),
            note=current.reason if current else "",
        )
        contents.append(content)
    return weaknesses(contents, timezone.localdate(cycle.started_at))
