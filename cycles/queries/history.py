"""What happened to a cycle, in plain English: which events a person reads, of which kind, and what each leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Case, QuerySet, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from audit.history import Entry, entries
from audit.models import Event
from cycles.models import CHAIN, Answer, Confirmation, Cycle, Decision, Submission

DECISIONS = ("decided", "decided_for", "decision_corrected")
FOR_COUNCILLORS = (*DECISIONS, "stage_entered", "cycle_ended", "cycle_started", "successor_opened")


@dataclass(frozen=True)
class Kind:
    """One choice of the filter."""

    code: str
    label: str
    verbs: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind(
        "decisions",
        "Gates and decisions",
        (
            *FOR_COUNCILLORS,
            "submitted",
            "submission_withdrawn",
            "submission_voided",
            "condition_set",
            "condition_claimed",
            "condition_met",
            "condition_sent_back",
            "condition_lapsed",
        ),
    ),
    Kind(
        "answers",
        "Answers and confirmations",
        (
            "answered",
            "question_set_aside",
            "question_asked_again",
            "confirmation_asked",
            "confirmation_given",
            "confirmation_refused",
            "confirmation_withdrawn",
            "confirmation_lapsed",
            "confirmation_asked_elsewhere",
            "outside_confirmation_recorded",
        ),
    ),
    Kind(
        "dates",
        "Dates and details",
        ("cycle_edited", "tier_changed", "date_planned", "milestone_done", "milestone_not_done"),
    ),
    Kind(
        "documents",
        "Documents",
        ("evidence_added", "evidence_attached", "evidence_detached", "evidence_downloaded"),
    ),
    Kind(
        "people",
        "People",
        ("people_changed", "cycle_restricted", "cycle_opened_to_all", "condition_handed_over"),
    ),
)


@dataclass(frozen=True)
class Row:
    """One entry of the timeline; `link` is "" where there is nothing more to read."""

    entry: Entry
    link: str


def events_for(user: User, cycle: Cycle, kind: str = "") -> QuerySet[Event]:
    """The events that this person reads, newest first. An unknown kind is none: everything is read."""
    events = read_by(user, Event.objects.filter(chain=cycle.chain)).order_by("-seq")
    chosen = next((one for one in KINDS if one.code == kind), None)
    return events.filter(verb__in=chosen.verbs) if chosen else events


def read_by(user: User, events: QuerySet[Event]) -> QuerySet[Event]:
    """Councillors read what was decided and where cycles went; officers everything."""
    return events if standing(user).is_officer else events.filter(verb__in=FOR_COUNCILLORS)


def events_of(cycles: QuerySet[Cycle]) -> QuerySet[Event]:
    """The events of all these cycles. Each event asks for its cycle, so a few of many cycles are soon found."""
    number = Cast(Substr("chain", len(CHAIN) + 1), BigIntegerField())
    own = Case(When(chain__startswith=CHAIN, then=number))
    return Event.objects.annotate(cycle_id=own).filter(cycle_id__in=cycles.order_by().values("pk"))


def decisions_for(user: User, cycle: Cycle) -> QuerySet[Event]:
    return events_for(user, cycle).filter(verb__in=DECISIONS)


def rows_of(cycle: Cycle, events: Iterable[Event], *, linked: bool) -> list[Row]:
    """The entries with what they lead to, in a fixed number of queries."""
    return rows_of_all([cycle], events, linked=linked)


def rows_of_all(cycles: Iterable[Cycle], events: Iterable[Event], *, linked: bool) -> list[Row]:
    """The same of events of several cycles."""
    shown, references = list(events), {cycle.chain: cycle.reference for cycle in cycles}
    links = _links(references, shown) if linked else {}
    return [Row(entry, links.get(entry.event.pk, "")) for entry in entries(shown)]


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(day, list(told)) for day, told in groupby(rows, key=lambda row: timezone.localdate(row.entry.at))]


def _links(references: Mapping[str, str], events: Iterable[Event]) -> dict[int, str]:
    """The address of what each event is about, by the event; `references` are those of cycles by their chains."""
    about: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.object_id is not None:
            about[event.object_type].add(event.object_id)
    places = {kind: find(about[kind]) for kind, find in PLACES.items()}
    return {
        event.pk: reverse(place.name, args=[references[event.chain], *place.within])
        for event in events
        if event.object_id is not None and (place := places.get(event.object_type, {}).get(event.object_id))
    }


@dataclass(frozen=True)
class Place:
    """A page within a cycle: the name of its address, and what stands in it after the cycle's reference."""

    name: str
    within: tuple[object, ...]


def _questions(ids: set[int], rows: QuerySet[Any], to: str) -> dict[int, Place]:
    found = rows.filter(pk__in=ids).values_list("pk", f"{to}question__stage", f"{to}question__code")
    return {pk: Place("question", (stage, code.lower())) for pk, stage, code in found}


def _packs(ids: set[int], rows: QuerySet[Any], to: str) -> dict[int, Place]:
    found = rows.filter(pk__in=ids).values_list("pk", f"{to}stage", f"{to}number")
    return {pk: Place("submission", (stage, number)) for pk, stage, number in found}


# What an event may be about: how the pages of such rows are found.
PLACES: Mapping[str, Callable[[set[int]], dict[int, Place]]] = {
    "answer": lambda ids: _questions(ids, Answer.objects.all(), ""),
    "confirmation": lambda ids: _questions(ids, Confirmation.objects.all(), "answer__"),
    "submission": lambda ids: _packs(ids, Submission.objects.all(), ""),
    "decision": lambda ids: _packs(ids, Decision.objects.all(), "submission__"),
    "condition": lambda ids: {pk: Place("condition", (pk,)) for pk in ids},
    "evidence": lambda ids: {pk: Place("evidence-item", (pk,)) for pk in ids},
}
