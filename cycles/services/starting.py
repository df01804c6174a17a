"""Starting a cycle, and its successor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.follow_ups import follow_ups
from accounts.models import Directorate, Division, User
from accounts.policies.lists import may_choose
from accounts.refusals import Refused
from calendars.days import Calendar
from calendars.selectors import council_calendar
from cycles.models import Cycle, Service
from cycles.models.cycle import DECIDED_BY
from cycles.policies import may
from cycles.policies.actions import may_start, started_already
from cycles.selectors.arrangement_end import replaced_by_successor
from cycles.selectors.one_cycle import lock_cycle
from cycles.selectors.text_search import search_text
from cycles.services.changing import Change, changing, team_to_notify
from cycles.services.dates import STORED, recalculate_dates
from cycles.services.participants import renew_participants
from cycles.services.people_assignment import FormerPeople, inactive_people, notify_assigned
from cycles.services.tier import set_tier
from cycles.services.values import CHECKED, drop_decision_maker, value_faults
from principles.models import Ambition, DeliveryRoute, Edition, LegalRegime, RegimeRoute
from principles.selectors import edition_in_force
from ui.text import folded

PLAIN_FIELDS = (  # of a new cycle, as its input has them
    "purpose",
    "need_by",
    "running",
    "running_ends",
    "running_notice_by",
    "delivery_route",
    "legal_regime",
    "regime_route",
    "whole_life_value",
    "vat",
    "yearly_value",
    "key_decision",
    *DECIDED_BY,
    "all_divisions",
)


@dataclass(frozen=True)
class NewCycleInput:
    """The values of a new cycle. `service` is an existing one, `service_name` that of a new one."""

    directorate: Directorate
    purpose: str
    lead: User
    sponsor: User
    need_by: date
    running: str = ""  # what runs today: a value of Running
    running_ends: date | None = None
    running_notice_by: date | None = None
    service: Service | None = None
    service_name: str = ""
    team: Sequence[User] = ()
    delivery_route: DeliveryRoute | None = None
    other_routes: Sequence[str] = ()
    legal_regime: LegalRegime | None = None
    regime_route: RegimeRoute | None = None
    whole_life_value: Decimal | None = None
    vat: Decimal | None = None
    yearly_value: Decimal | None = None
    key_decision: bool = False
    decision_maker: str = ""
    decision_maker_title: str = ""
    consulting: str = ""
    ambitions: Sequence[Ambition] = ()
    divisions: Sequence[Division] = ()
    all_divisions: bool = False
    tier_flags: Sequence[str] = ()
    tier_override: str = ""
    tier_override_reason: str = ""
    restricted: bool = False
    assumptions: str = ""
    previous: Cycle | None = None


def start_cycle(new: NewCycleInput, *, actor: User, at: datetime) -> Cycle:
    """Start a cycle in Analyse with its questions. Raises Refused, or ValidationError naming the field."""
    verdict = may_start(actor)
    if not verdict:
        raise Refused(verdict.reason)
    if faults := inactive_people(lead=new.lead, sponsor=new.sponsor, team=new.team):
        raise ValidationError(faults)
    if not (chosen := may_choose(new.directorate, timezone.localdate(at))):
        raise ValidationError({"directorate": chosen.reason})
    with transaction.atomic():
        cycle = _start(_with_previous(new, actor, at), actor, at)
        notify_assigned(Change(cycle, actor, at), FormerPeople())
        return cycle


def _with_previous(new: NewCycleInput, actor: User, at: datetime) -> NewCycleInput:
    """The new cycle as the successor of the last one of its service, if that one may have a successor now."""
    last = new.service.cycles.order_by("-number").first() if new.service else None
    if last is None:
        return new
    previous = lock_cycle(last.pk)
    if hasattr(previous, "successor"):
        raise Refused(started_already(actor, previous, timezone.localdate(at)))
    if previous.is_live:
        verdict = may("start_next", actor, previous, timezone.localdate(at))
        if not verdict:
            raise Refused(verdict.reason)
    return replace(new, previous=previous)


def start_next(previous: Cycle, *, need_by: date, actor: User, at: datetime) -> Cycle:
    """Start the next cycle of a service while this one still runs."""
    with changing(previous.pk, actor=actor, action="start_next", at=at) as change:
        return open_successor(change, need_by)


def open_successor(change: Change, need_by: date, next_step: str = "") -> Cycle:
    """Start the next cycle of the service with the same people and values, but no delivery route or decision maker.

    The people may be inactive by now: that must not block the gate that opens the successor. `next_step` is the next
    step that the Review recommends, in words.
    """
    cycle = change.cycle
    edition, calendar = edition_in_force(change.on), council_calendar()
    replaced = replaced_by_successor(cycle, change.on)
    successor = _start(
        NewCycleInput(
            service=cycle.service,
            directorate=cycle.directorate,
            purpose=cycle.purpose,
            lead=cycle.lead,
            sponsor=cycle.sponsor,
            team=list(cycle.team.all()),
            need_by=need_by,
            running=replaced.kind,
            running_ends=replaced.ends,
            running_notice_by=replaced.notice_by,
            whole_life_value=cycle.whole_life_value,
            vat=cycle.vat,
            yearly_value=cycle.yearly_value,
            key_decision=cycle.key_decision,
            ambitions=list(edition.ambition_set.filter(code__in=cycle.ambitions.values("code"))),
            divisions=list(cycle.divisions.all()),
            all_divisions=cycle.all_divisions,
            restricted=cycle.restricted,
            previous=cycle,
        ),
        change.actor,
        change.at,
        calendar,
    )
    for follow_up in follow_ups("successor_opened"):
        follow_up(successor, cycle, actor=change.actor, at=change.at)
    successor.refresh_from_db()
    recalculate_dates(cycle, change.on, calendar)  # its Review gate is due when the next Analyse must start
    change.record("successor_opened", about=successor, successor=successor.reference, next_step=next_step)
    change.notify(
        "cycle_opened",
        [*team_to_notify(cycle), cycle.sponsor],
        about=successor,
        occasion=f"cycle:{successor.pk}",
        address=successor.get_absolute_url(),
    )
    return successor


def _start(new: NewCycleInput, actor: User, at: datetime, calendar: Calendar | None = None) -> Cycle:
    faults = {}
    if not new.service and not new.service_name.strip():
        faults["service_name"] = "Enter the name of the service"
    if new.sponsor == new.lead:
        faults["sponsor"] = "The sponsor cannot be the lead commissioner: choose somebody else"
    if new.tier_override and not new.tier_override_reason.strip():
        faults["tier_override_reason"] = "Say why this cycle belongs in another tier"
    edition = edition_in_force(timezone.localdate(at))
    faults |= value_faults(edition, {field: getattr(new, field) for field in CHECKED})
    if faults:
        raise ValidationError(faults)
    serial = _next_serial()
    name = new.service_name
    service = new.service or Service.objects.create(
        name=name, words=folded(name), directorate=new.directorate, created_at=at
    )
    cycle = Cycle(
        service=service,
        number=(service.cycles.aggregate(last=Max("number"))["last"] or 0) + 1,
        reference=f"C-{serial:04d}",
        serial=serial,
        previous=new.previous,
        edition=edition,
        stage_since=at,
        directorate=new.directorate,
        lead=new.lead,
        sponsor=new.sponsor,
        restricted=new.restricted,
        other_routes=list(new.other_routes),
        tier_flags=list(new.tier_flags),
        assumptions=new.assumptions,
        started_by=actor,
        started_at=at,
        changed_at=at,
        **{field: getattr(new, field) for field in PLAIN_FIELDS},
    )
    drop_decision_maker(cycle)
    set_tier(cycle, new.tier_override, new.tier_override_reason)
    cycle.words = search_text(cycle)
    cycle.save(force_insert=True)
    cycle.team.add(*(person for person in new.team if person.pk != cycle.lead_id))
    cycle.ambitions.add(*new.ambitions)
    cycle.divisions.add(*new.divisions)
    renew_participants(cycle)
    change = Change(cycle, actor, at)
    change.record("cycle_started", service=service.name, tier=cycle.tier_name, need_by=new.need_by, lead_id=new.lead.pk)
    for follow_up in follow_ups("cycle_values_changed"):
        follow_up(change)
    for follow_up in follow_ups("next_cycle_started") if new.previous else []:
        follow_up(change, new.previous)
    recalculate_dates(cycle, change.on, calendar)
    cycle.save(update_fields=STORED)
    return cycle


def _next_serial() -> int:
    """The next number of a reference. Numbers have no gaps: the lock on the first edition's row serialises starts."""
    Edition.objects.select_for_update().order_by("pk").first()
    return (Cycle.objects.aggregate(last=Max("serial"))["last"] or 0) + 1
