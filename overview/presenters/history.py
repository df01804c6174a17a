"""What happened to a cycle, in plain English: which events a person reads, of which kind, and what each leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from approvals.models import Decision, Submission
from approvals.selectors.stage_outcomes import ENDS
from audit.models import Event
from audit.presenters import Entry, entries
from checklists.models import Answer, Confirmation
from cycles.models import CHAIN, Cycle
from cycles.selectors.visibility import not_visible_to
from stages.records.kinds import all_kinds
from stages.records.steps import page_of_table

DECISIONS = ("decided", "decided_for", "decided_in_place", "decided_for_in_place", "decision_corrected")
MOVES = ("stage_entered", "cycle_ended", "cycle_started", "successor_opened")
PUBLISHING = ("answers_published", "answers_taken_back")


@dataclass(frozen=True)
class EventKind:
    """One choice of the filter."""

    code: str
    label: str
    verbs: tuple[str, ...]


KINDS: tuple[EventKind, ...] = (
    EventKind(
        "decisions",
        "Gates and decisions",
        (
            *DECISIONS,
            *MOVES,
            "submitted",
            "submission_withdrawn",
            "submission_voided",
            "submission_voided_by_dates",
            "condition_set",
            "condition_claimed",
            "condition_met",
            "condition_sent_back",
            "condition_lapsed",
        ),
    ),
    EventKind(
        "answers",
        "Answers and confirmations",
        (
            "answered",
            "answer_changed",
            "missing_part_done",
            "question_set_aside",
            "question_asked_again",
            "confirmation_asked",
            "confirmation_given",
            "confirmation_refused",
            "confirmation_withdrawn",
            "confirmation_lapsed",
            "confirmation_asked_elsewhere",
            "outside_confirmation_recorded",
            "exception_recorded",
            *PUBLISHING,
        ),
    ),
    EventKind(
        "records",
        "Analyse and Plan",
        (
            "record_added",
            "record_changed",
            "record_removed",
            "record_confirmed",
            "records_moved",
            "records_brought_in",
            "records_carried_over",
            "drafts_dropped",
            "draft_followed",
            "record_handed_over",
            "criteria_locked",
            "criteria_unlocked",
            "options_scored",
            "option_chosen",
            "demand_figures_entered",
            "equality_opened",
            "equality_changed",
            "equality_assessed",
            "equality_version_begun",
            "equality_completed",
            "equality_frozen",
            "screening_extended",
        ),
    ),
    EventKind(
        "dates",
        "Dates and details",
        (
            "cycle_edited",
            "notice_recorded",
            "notice_not_required",
            "notice_withdrawn",
            "procurement_recorded",
            "tier_changed",
            "replaced_agreement_chosen",
            "replaced_agreement_cleared",
            "need_by_followed",
            "need_by_released",
            "arrangement_end_followed",
            "arrangement_end_released",
            "date_planned",
            "date_planned_in_breach",
            "dates_planned_anew",
            "milestone_done",
            "milestone_not_done",
        ),
    ),
    EventKind(
        "documents",
        "Documents",
        (
            "evidence_added",
            "evidence_attached",
            "evidence_replaced",
            "evidence_mended",
            "evidence_detached",
            "evidence_downloaded",
        ),
    ),
    EventKind(
        "people",
        "People",
        (
            "people_changed",
            "cycle_restricted",
            "cycle_opened_to_all",
            "missing_part_handed_over",
            "condition_handed_over",
        ),
    ),
)


@dataclass(frozen=True)
class HistoryRow:
    """One entry of the timeline; `link` is "" where there is nothing more to read."""

    entry: Entry
    link: str


def last_changes(user: User, cycle: Cycle, number: int, hidden: Collection[int]) -> list[Event]:
    """So many of the events that this person reads, newest first; `hidden` are the service's cycles that they don't."""
    return list(_read_by(user, Event.objects.filter(chain=cycle.chain), hidden).order_by("-seq")[:number])


def events_for(user: User, cycle: Cycle, kind: str = "") -> QuerySet[Event]:
    """The events that this person reads, newest first. An unknown kind is none: everything is read."""
    events = read_by(user, Event.objects.filter(chain=cycle.chain)).order_by("-seq")
    chosen = next((one for one in KINDS if one.code == kind), None)
    return events.filter(verb__in=chosen.verbs) if chosen else events


def read_by(user: User, events: QuerySet[Event]) -> QuerySet[Event]:
    """Councillors read what was decided as a whole, where cycles went and what is published; officers everything.

    Nobody reads of a hidden cycle.
    """
    return _read_by(user, events, not_visible_to(user, timezone.localdate()).order_by().values("pk"))


def _read_by(user: User, events: QuerySet[Event], hidden: Any) -> QuerySet[Event]:
    readable = events.exclude(verb="successor_opened", object_id__in=hidden)
    if roles_of(user).is_officer:
        return readable
    whole = Exists(Decision.objects.filter(pk=OuterRef("object_id"), submission__state__in=ENDS))
    return readable.filter(Q(verb__in=(*MOVES, *PUBLISHING)) | Q(whole, verb__in=DECISIONS))


def events_of(cycles: QuerySet[Cycle]) -> QuerySet[Event]:
    """The events of all these cycles. Each event asks for its cycle, so a few of many cycles are soon found."""
    number = Cast(Substr("chain", len(CHAIN) + 1), BigIntegerField())
    own = Case(When(chain__startswith=CHAIN, then=number))
    return Event.objects.annotate(cycle_id=own).filter(cycle_id__in=cycles.order_by().values("pk"))


def decisions_for(user: User, cycle: Cycle) -> QuerySet[Event]:
    return events_for(user, cycle).filter(verb__in=DECISIONS)


# The pages of what events are about, by its kind: the page, the model and the columns that its address takes.
PAGES: dict[str, tuple[str, type[Model], str, str]] = {
    "answer": ("question", Answer, "question__stage", "question__code"),
    "confirmation": ("question", Confirmation, "answer__question__stage", "answer__question__code"),
    "submission": ("submission", Submission, "stage", "number"),
    "decision": ("submission", Decision, "submission__stage", "submission__number"),
}
OWN_PAGES = {"condition": "condition", "evidence": "evidence-item"}  # those whose address takes their number alone


def rows_of(
    cycle: Cycle, events: Iterable[Event], *, linked: bool, names: Mapping[int, str] | None = None
) -> list[HistoryRow]:
    """The entries with what they lead to: one query for names, and one for each kind of thing that they are about.

    `names` are those of `audit.presenters.people_in`, where a page has read them.
    """
    return rows_of_all([cycle], events, linked=linked, names=names)


def rows_of_all(
    cycles: Iterable[Cycle], events: Iterable[Event], *, linked: bool, names: Mapping[int, str] | None = None
) -> list[HistoryRow]:
    """The same of events of several cycles."""
    shown, by_chain = list(events), {cycle.chain: cycle for cycle in cycles}
    if not linked:
        return [HistoryRow(entry, "") for entry in entries(shown, names)]
    subjects: dict[str, set[int]] = {}
    for event in shown:
        if event.object_id is not None and event.object_type in PAGES:
            subjects.setdefault(event.object_type, set()).add(event.object_id)
    addresses: dict[tuple[str, int | None], tuple[str, str, str]] = {}
    for kind, numbers in subjects.items():
        name, model, *columns = PAGES[kind]
        for pk, stage, last in model._default_manager.filter(pk__in=numbers).order_by().values_list("pk", *columns):
            addresses[kind, pk] = name, stage, str(last).lower()
    tables = {kind.model._meta.model_name: kind.code for kind in all_kinds().values()}
    rows = []
    for entry in entries(shown, names):
        kind, pk, cycle = entry.event.object_type, entry.event.object_id, by_chain[entry.event.chain]
        reference, link = cycle.reference, ""
        if pk is not None and kind in OWN_PAGES:
            link = reverse(OWN_PAGES[kind], args=[reference, pk])
        elif (table := tables.get(kind)) and (page := page_of_table(cycle, table)):
            link = f"{page.url}#row-{pk}"
        elif (kind, pk) in addresses:
            name, stage, last = addresses[kind, pk]
            link = reverse(name, args=[reference, stage, last])
        rows.append(HistoryRow(entry, link))
    return rows


def by_day(rows: Iterable[HistoryRow]) -> list[tuple[date, list[HistoryRow]]]:
    return [(day, list(told)) for day, told in groupby(rows, key=lambda row: timezone.localdate(row.entry.at))]
