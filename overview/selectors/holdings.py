"""Everything open that somebody holds: their parts in cycles, what is asked of them, cover, shared views and files.

`holdings_of(person, cycle=None)` gives the rows of one person, `holdings(people, cycle=None)` those of several. Both
take a fixed number of statements and leave nothing out: `split_by_visibility` tells what one reader may see of them.
Each `Holding` has a kind (`HoldingKind`), a holder, a title, a cycle, an address, a day on which it is due and the row
itself (a cycle, an answer, a condition, a confirmation, a pending signer, a cover, a view or an export).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Cover, User
from accounts.selectors import load_people
from approvals.models import UNMET, Condition, PendingSigner, SubmissionState
from checklists.models import Answer, AnswerState
from checklists.selectors.confirmations import open_requests
from cycles.models import LIVE_STAGES, Cycle
from cycles.selectors.visibility import visible_to
from exports.models import Export, ExportState
from stages.records.selectors.holders import address_of, records_held
from ui.sorting import sort_key
from ui.wording import counted, listed


class HoldingKind(Enum):
    """What somebody holds; the value is its name for one and for several."""

    LEAD = ("cycle led", "cycles led")
    SPONSOR = ("cycle sponsored", "cycles sponsored")
    TEAM = ("place on a team", "places on teams")
    CONTRACT_MANAGER = ("contract managed", "contracts managed")
    MISSING_PART = ("missing part", "missing parts")
    CONDITION = ("condition", "conditions")
    CHECK = ("condition to check", "conditions to check")
    CONFIRMATION = ("confirmation", "confirmations")
    GATE = ("gate to decide", "gates to decide")
    COVER_GIVEN = ("cover given", "covers given")
    COVER_TAKEN = ("cover taken", "covers taken")
    RISK = ("risk", "risks")
    ACTION = ("demand action", "demand actions")
    FINDING = ("finding", "findings")
    MITIGATION = ("mitigation", "mitigations")
    RECORD = ("record", "records")
    SAVED_VIEW = ("shared view", "shared views")
    EXPORT = ("file in preparation", "files in preparation")

    def counted(self, number: int) -> str:
        """3 missing parts."""
        return counted(number, *self.value)


@dataclass(frozen=True)
class Holding:
    """One open thing and who holds it; `cycle` is None for cover, views and files."""

    kind: HoldingKind
    holder: User
    title: str
    address: str
    row: Model
    cycle: Cycle | None = None
    due: date | None = None


def holdings_of(person: User, cycle: Cycle | None = None) -> list[Holding]:
    """What one person holds, in the order of the kinds; of one cycle only, if it is named."""
    return holdings(User.objects.filter(pk=person.pk), cycle)


def holdings(people: QuerySet[User], cycle: Cycle | None = None) -> list[Holding]:
    """What these people hold, by their name, their cycles' references and the kinds. Restricted cycles are included."""
    today, holders = timezone.localdate(), people.in_bulk()
    rows = [
        *_parts_in_cycles(people, holders, cycle),
        *_missing_parts(people, holders, cycle),
        *_conditions(people, holders, cycle),
        *_confirmations(people, holders, cycle),
        *_gates(people, holders, cycle),
        *record_holdings(people, cycle),
    ]
    if cycle is None:
        rows += [*_covers(people, holders, today), *_shared_views(people), *_exports(people, holders)]
    kinds = list(HoldingKind)
    rows.sort(
        key=lambda row: (
            sort_key(row.holder.name),
            row.holder.pk,
            row.cycle.reference if row.cycle else "~",  # after all references
            kinds.index(row.kind),
            row.due or date.max,
            row.row.pk,
        )
    )
    return rows


def split_by_visibility(rows: Iterable[Holding], user: User, today: date) -> tuple[list[Holding], list[Holding]]:
    """What this person may see of the rows, and what is in restricted cycles that they may not see."""
    rows = list(rows)
    restricted = {row.cycle.pk for row in rows if row.cycle and row.cycle.restricted}
    seen = set(visible_to(user, today).filter(pk__in=restricted).values_list("pk", flat=True)) if restricted else set()
    hidden = restricted - seen
    return (
        [row for row in rows if row.cycle is None or row.cycle.pk not in hidden],
        [row for row in rows if row.cycle is not None and row.cycle.pk in hidden],
    )


def in_words_of_cycle(rows: Iterable[Holding]) -> str:
    """What they are of one cycle: the lead, a place on the team and 2 confirmations."""
    numbers = Counter(row.kind for row in rows)
    kinds = [kind for kind in HoldingKind if numbers[kind]]
    return listed([PARTS.get(kind) or kind.counted(numbers[kind]) for kind in kinds])


# What somebody is in a cycle, so that it needs no number.
PARTS = {
    HoldingKind.LEAD: "the lead",
    HoldingKind.SPONSOR: "the part of sponsor",
    HoldingKind.TEAM: "a place on the team",
    HoldingKind.CONTRACT_MANAGER: "the contract",
}
# What a row is that somebody answers for, by the table that it stands in; of any other it is a record.
OF_TABLES = {
    "risks": HoldingKind.RISK,
    "demand-management": HoldingKind.ACTION,
    "findings": HoldingKind.FINDING,
    "mitigations": HoldingKind.MITIGATION,
}
# How a cycle is read with whom its leavers' work comes to.
CYCLE = ("service", "directorate", "lead", "sponsor")
OF_CYCLE = tuple(f"cycle__{name}" for name in CYCLE)


def _within(cycle: Cycle | None, path: str) -> Q:
    return Q() if cycle is None else Q(**{path: cycle.pk})


def _parts_in_cycles(people: QuerySet[User], holders: Mapping[int, User], cycle: Cycle | None) -> Iterator[Holding]:
    """Of live cycles: who leads or sponsors an ended one has nothing to do about it any more."""
    live = Cycle.objects.filter(_within(cycle, "pk"), stage__in=LIVE_STAGES).select_related(*CYCLE)
    named = Q(lead__in=people) | Q(sponsor__in=people) | Q(contract_manager__in=people)
    parts = [
        (kind, user_id, row)
        for row in live.filter(named)
        for kind, user_id in (
            (HoldingKind.LEAD, row.lead_id),
            (HoldingKind.SPONSOR, row.sponsor_id),
            (HoldingKind.CONTRACT_MANAGER, row.contract_manager_id),
        )
    ]
    team = Cycle.team.through.objects.filter(_within(cycle, "cycle"), user__in=people, cycle__stage__in=LIVE_STAGES)
    parts += [(HoldingKind.TEAM, row.user_id, row.cycle) for row in team.select_related("cycle", *OF_CYCLE)]
    for kind, user_id, row in parts:
        if user_id is not None and user_id in holders:
            address = reverse("cycle-people", args=[row.reference])
            yield Holding(kind, holders[user_id], str(row.service), address, row, row, row.need_by)


def missing_parts_held(people: QuerySet[User]) -> QuerySet[Answer]:
    """Answers of live cycles whose missing part one of them owns, whether or not the gate has passed."""
    owned = Answer.objects.filter(state=AnswerState.PARTLY_MET, missing_owner__in=people)
    return owned.filter(set_aside_because="", cycle__stage__in=LIVE_STAGES)


def conditions_held(people: QuerySet[User]) -> QuerySet[Condition]:
    """Owned or to be checked, also of a gate that waits for its next signature: they bind once it passes."""
    states = (SubmissionState.PENDING, SubmissionState.PASSED)
    rows = Condition.objects.filter(state__in=UNMET, decision__submission__state__in=states)
    return rows.filter(Q(owner__in=people) | Q(verifier__in=people))


def _missing_parts(people: QuerySet[User], holders: Mapping[int, User], cycle: Cycle | None) -> Iterator[Holding]:
    """Of gates that have not passed, also while a pack is sealed: the gate may still be returned."""
    rows = missing_parts_held(people).filter(_within(cycle, "cycle"))
    for row in rows.select_related("cycle", *OF_CYCLE):
        owner_id = row.missing_owner_id
        if owner_id and not row.cycle.has_passed(row.question.stage):
            holder = holders[owner_id]
            title, address = row.question.title, _question_url(row)
            yield Holding(HoldingKind.MISSING_PART, holder, title, address, row, row.cycle, row.missing_due)


def _conditions(people: QuerySet[User], holders: Mapping[int, User], cycle: Cycle | None) -> Iterator[Holding]:
    for row in conditions_held(people).filter(_within(cycle, "cycle")).select_related("cycle", *OF_CYCLE):
        address = reverse("condition", args=[row.cycle.reference, row.pk])
        for kind, user_id in ((HoldingKind.CONDITION, row.owner_id), (HoldingKind.CHECK, row.verifier_id)):
            if user_id in holders:
                yield Holding(kind, holders[user_id], row.text, address, row, row.cycle, row.due)


def _confirmations(people: QuerySet[User], holders: Mapping[int, User], cycle: Cycle | None) -> Iterator[Holding]:
    """Asked and not answered, of gates that have not passed."""
    rows = open_requests().filter(_within(cycle, "answer__cycle"), asked_of__in=people)
    for row in rows.select_related("answer__cycle", *(f"answer__{name}" for name in OF_CYCLE)):
        answer = row.answer
        if not answer.cycle.has_passed(answer.question.stage) and row.asked_of_id:
            holder, address = holders[row.asked_of_id], _question_url(answer)
            title = answer.question.title
            yield Holding(HoldingKind.CONFIRMATION, holder, title, address, row, answer.cycle, row.due)


def _gates(people: QuerySet[User], holders: Mapping[int, User], cycle: Cycle | None) -> Iterator[Holding]:
    """Those that they are expected to sign today. Whoever is inactive has none: others are asked in their place."""
    rows = PendingSigner.objects.filter(
        _within(cycle, "step__submission__cycle"),
        user__in=people,
        is_expected=True,
        step__submission__state=SubmissionState.PENDING,
    )
    of_cycle = (f"step__submission__{name}" for name in OF_CYCLE)
    for row in rows.select_related("step__submission__cycle", *of_cycle).defer("step__submission__pack"):
        submission = row.step.submission
        title, address = (
            f"{submission.get_stage_display()} gate",
            reverse("gate", args=[submission.cycle.reference, submission.stage]),
        )
        yield Holding(HoldingKind.GATE, holders[row.user_id], title, address, row, submission.cycle, row.step.due)


def record_holdings(people: QuerySet[User], cycle: Cycle | None = None) -> Iterator[Holding]:
    """Rows of the stages' tables, of live cycles: a risk needs its owner until the end, whatever gate has passed."""
    texts = records_held(people).filter(_within(cycle, "cycle")).only("kind", "record_id", "title", "cycle", "holder")
    rows = list(texts if cycle else texts.select_related("cycle", *OF_CYCLE))
    if rows:
        load_people((rows, ("holder",)))
    for text in rows:
        assert text.holder is not None
        text.cycle = cycle or text.cycle
        kind = OF_TABLES.get(text.kind, HoldingKind.RECORD)
        yield Holding(kind, text.holder, text.title, address_of(text), text, text.cycle)


def _covers(people: QuerySet[User], holders: Mapping[int, User], today: date) -> Iterator[Holding]:
    """That hold today or later."""
    rows = Cover.objects.filter(Q(person__in=people) | Q(stand_in__in=people), Cover.lasting(today))
    for row in rows.select_related("person", "stand_in"):
        for kind, user_id, other in (
            (HoldingKind.COVER_GIVEN, row.person_id, row.stand_in),
            (HoldingKind.COVER_TAKEN, row.stand_in_id, row.person),
        ):
            if user_id in holders:
                address = reverse("person", args=[other.pk])
                title = f"{row.stand_in} for {row.person}"
                yield Holding(kind, holders[user_id], title, address, row, due=row.ends)


def _shared_views(people: QuerySet[User]) -> Iterator[Holding]:
    """Views that others are offered. They are read through their owner: portfolio stands beside this app."""
    for owner in people.filter(saved_views__isnull=False).distinct().prefetch_related("saved_views"):
        for view in owner.saved_views.all():
            if view.audience != "me":
                yield Holding(HoldingKind.SAVED_VIEW, owner, view.name, view.get_absolute_url(), view)


def _exports(people: QuerySet[User], holders: Mapping[int, User]) -> Iterator[Holding]:
    """Files that are being made; nobody else is ever given them."""
    for row in Export.objects.filter(asked_by__in=people, state__in=(ExportState.WAITING, ExportState.MAKING)):
        yield Holding(HoldingKind.EXPORT, holders[row.asked_by_id], row.title, reverse("exports"), row)


def _question_url(answer: Answer) -> str:
    return reverse("question", args=[answer.cycle.reference, answer.question.stage, answer.question.code.lower()])
