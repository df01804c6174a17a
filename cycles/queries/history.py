"""What happened to a cycle, in plain English: which events a person reads, of which kind, and what each leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.standing import standing
from audit.history import Entry, entries, people_in
from audit.models import Event
from cycles.models import Answer, Confirmation, Cycle, Decision, Submission
from cycles.queries.belonging import BELONGING, belonging_in, belonging_parts
from cycles.queries.naming import Named, part, read
from cycles.queries.once import knows, once

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
    names, addresses = _read(cycle, people_in(shown), _about(shown) if linked else {})
    told = ((entry, (entry.event.object_type, entry.event.object_id or 0)) for entry in entries(shown, names))
    return [Row(entry, addresses.get(about, "")) for entry, about in told]


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(day, list(told)) for day, told in groupby(rows, key=lambda row: timezone.localdate(row.entry.at))]


About = Mapping[str, Collection[int]]
OWN = {"condition": "condition", "evidence": "evidence-item"}
PLACES: dict[str, tuple[type[Model], str, str]] = {
    "answer": (Answer, "question__stage", "question__code"),
    "confirmation": (Confirmation, "answer__question__stage", "answer__question__code"),
    "submission": (Submission, "stage", "number"),
    "decision": (Decision, "submission__stage", "submission__number"),
}


def _about(events: Iterable[Event]) -> About:
    """The rows that the events are about, by their kind."""
    about: dict[str, set[int]] = {}
    for event in events:
        if event.object_id is not None:
            about.setdefault(event.object_type, set()).add(event.object_id)
    return about


def _read(cycle: Cycle, people: Collection[int], about: About) -> tuple[dict[int, str], dict[tuple[str, int], str]]:
    """The names of these people and the addresses of what is in the cycle, in one statement with the head band's."""
    parts = [part("user", User.objects.filter(pk__in=people), "name")]
    for kind, (model, *texts) in PLACES.items():
        parts += [part(kind, model._default_manager.filter(pk__in=about[kind]), *texts)] if kind in about else []
    band = [] if knows(cycle, BELONGING) else belonging_parts(cycle)
    found = read([*parts, *band])
    if band:
        once(cycle, BELONGING, lambda: belonging_in(found))
    return {pk: name for _, pk, name, _ in found["user"]}, dict(_addresses(cycle, found, about))


def _addresses(cycle: Cycle, found: Named, about: About) -> Iterator[tuple[tuple[str, int], str]]:
    for kind in ("answer", "confirmation"):
        for _, pk, stage, code in found[kind]:
            yield (kind, pk), reverse("question", args=[cycle.reference, stage, code.lower()])
    for kind in ("submission", "decision"):
        for _, pk, stage, number in found[kind]:
            yield (kind, pk), reverse("submission", args=[cycle.reference, stage, int(number)])
    for kind, name in OWN.items():
        for pk in about.get(kind, ()):
            yield (kind, pk), reverse(name, args=[cycle.reference, pk])
