"""What happened to a cycle, in plain English: which events a person reads, of which kind, and what each leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import BigIntegerField, Case, Model, QuerySet, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import roles_of
from approvals.models import Decision, Submission
from audit.models import Event
from audit.presenters import Entry, entries, people_in
from checklists.models import Answer, Confirmation
from cycles.models import CHAIN, Cycle
from cycles.selectors.visibility import not_visible_to
from overview.presenters.naming import Named, Part, by_kind, part, united

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


def last_changes(user: User, cycle: Cycle, number: int) -> list[Event]:
    """So many of the events that this person reads, newest first."""
    return list(events_for(user, cycle)[:number])


def events_for(user: User, cycle: Cycle, kind: str = "") -> QuerySet[Event]:
    """The events that this person reads, newest first. An unknown kind is none: everything is read."""
    events = read_by(user, Event.objects.filter(chain=cycle.chain)).order_by("-seq")
    chosen = next((one for one in KINDS if one.code == kind), None)
    return events.filter(verb__in=chosen.verbs) if chosen else events


def read_by(user: User, events: QuerySet[Event]) -> QuerySet[Event]:
    """Councillors read what was decided and where cycles went; officers everything; nobody of a hidden cycle."""
    hidden = not_visible_to(user, timezone.localdate()).order_by().values("pk")
    readable = events.exclude(verb="successor_opened", object_id__in=hidden)
    return readable if roles_of(user).is_officer else readable.filter(verb__in=FOR_COUNCILLORS)


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
    shown = list(events)
    people, about = people_in(shown), _about(shown) if linked else {}
    found = by_kind(united(_parts(people, about)))
    return _told({cycle.chain: cycle.reference for cycle in cycles}, shown, found, linked=linked)


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    return [(day, list(told)) for day, told in groupby(rows, key=lambda row: timezone.localdate(row.entry.at))]


# What an event may be about: the rows that name its page, by the kind of what it is about.
PLACES: dict[str, tuple[str, type[Model], str, str]] = {
    "answer": ("question", Answer, "question__stage", "question__code"),
    "confirmation": ("question", Confirmation, "answer__question__stage", "answer__question__code"),
    "submission": ("submission", Submission, "stage", "number"),
    "decision": ("submission", Decision, "submission__stage", "submission__number"),
}
OWN = {"condition": "condition", "evidence": "evidence-item"}


def _about(events: Sequence[Event]) -> dict[str, list[int]]:
    """What the events are about, where its page has to be read."""
    found: dict[str, set[int]] = {}
    for event in events:
        if event.object_id is not None and event.object_type in PLACES:
            found.setdefault(event.object_type, set()).add(event.object_id)
    return {kind: sorted(found[kind]) for kind in PLACES if kind in found}


def _parts(people: Collection[int], about: Mapping[str, Collection[int]]) -> list[Part]:
    """What has to be read to tell events: the names of their people, and where what they are about stands."""
    places = [(kind, *PLACES[kind]) for kind in about]
    return [
        part("user", User.objects.filter(pk__in=people), "name"),
        *(part(kind, model._default_manager.filter(pk__in=about[kind]), *texts) for kind, _, model, *texts in places),
    ]


def _told(references: Mapping[str, str], events: Iterable[Event], found: Named, *, linked: bool) -> list[Row]:
    """`references` are those of the cycles by their chains."""
    names = {pk: name for _, pk, name, _ in found["user"]}
    within = {(kind, pk): texts for kind in PLACES for _, pk, *texts in found[kind]}
    return [
        Row(entry, _address(references[entry.event.chain], entry.event, within) if linked else "")
        for entry in entries(events, names)
    ]


def _address(reference: str, event: Event, within: Mapping[tuple[str, int], list[str]]) -> str:
    """The page of what an event is about, "" where it has none."""
    kind, pk = event.object_type, event.object_id
    if pk is None:
        return ""
    if kind in OWN:
        return reverse(OWN[kind], args=[reference, pk])
    if (kind, pk) not in within:
        return ""
    name, (stage, last) = PLACES[kind][0], within[kind, pk]
    return reverse(name, args=[reference, stage, last.lower()])
