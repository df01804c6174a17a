"""What happened to a cycle, in plain English: which events a person reads, of which kind, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from audit.history import Entry, entries
from audit.models import Event
from cycles.models import Answer, Confirmation, Cycle, Decision, Submission

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
    events = Event.objects.filter(chain=f"cycle:{cycle.pk}").order_by("-seq")
    if not standing(user).is_officer:
        events = events.filter(verb__in=FOR_COUNCILLORS)
    chosen = next((one for one in KINDS if one.code == kind), None)
    return events.filter(verb__in=chosen.verbs) if chosen else events


def decisions_for(user: User, cycle: Cycle) -> QuerySet[Event]:
    return events_for(user, cycle).filter(verb__in=DECISIONS)


def rows_of(cycle: Cycle, events: Iterable[Event], *, linked: bool) -> list[Row]:
    """The entries with what they lead to, in a fixed number of queries."""
    shown = list(events)
    links = _links(cycle, shown) if linked else {}
    return [Row(entry, links.get(entry.event.pk, "")) for entry in entries(shown)]


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(day, list(told)) for day, told in groupby(rows, key=lambda row: timezone.localdate(row.entry.at))]


def _links(cycle: Cycle, events: Iterable[Event]) -> dict[int, str]:
    """The address of what each event is about, by the event."""
    about: dict[str, set[int]] = {}
    for event in events:
        if event.object_id is not None:
            about.setdefault(event.object_type, set()).add(event.object_id)
    addresses = {
        "answer": dict(_answers(cycle, about.get("answer", set()))),
        "confirmation": dict(_confirmations(cycle, about.get("confirmation", set()))),
        "submission": dict(_submissions(cycle, about.get("submission", set()))),
        "decision": dict(_decisions(cycle, about.get("decision", set()))),
        "condition": _own(cycle, "condition", about.get("condition", set())),
        "evidence": _own(cycle, "evidence-item", about.get("evidence", set())),
    }
    return {
        event.pk: addresses.get(event.object_type, {}).get(event.object_id, "")
        for event in events
        if event.object_id is not None
    }


def _answers(cycle: Cycle, ids: set[int]) -> Iterator[tuple[int, str]]:
    rows = Answer.objects.filter(pk__in=ids).values_list("pk", "question__stage", "question__code")
    return ((pk, reverse("question", args=[cycle.reference, stage, code.lower()])) for pk, stage, code in rows)


def _confirmations(cycle: Cycle, ids: set[int]) -> Iterator[tuple[int, str]]:
    fields = ("pk", "answer__question__stage", "answer__question__code")
    rows = Confirmation.objects.filter(pk__in=ids).values_list(*fields)
    return ((pk, reverse("question", args=[cycle.reference, stage, code.lower()])) for pk, stage, code in rows)


def _submissions(cycle: Cycle, ids: set[int]) -> Iterator[tuple[int, str]]:
    rows = Submission.objects.filter(pk__in=ids).values_list("pk", "stage", "number")
    return ((pk, reverse("submission", args=[cycle.reference, stage, number])) for pk, stage, number in rows)


def _decisions(cycle: Cycle, ids: set[int]) -> Iterator[tuple[int, str]]:
    rows = Decision.objects.filter(pk__in=ids).values_list("pk", "submission__stage", "submission__number")
    return ((pk, reverse("submission", args=[cycle.reference, stage, number])) for pk, stage, number in rows)


def _own(cycle: Cycle, name: str, ids: set[int]) -> Mapping[int, str]:
    return {pk: reverse(name, args=[cycle.reference, pk]) for pk in ids}
