"""What runs for services, from the register or typed in a cycle, read for one page of a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from calendars.days import ONE_DAY
from contracts.completeness import WITHOUT_SUPPLIER
from contracts.models import Agreement, AgreementSupplier
from contracts.selectors.coverage import OWN
from cycles.models import Cycle, CycleStage
from cycles.presenters.dates import NOT_SETTLED, slack_in_words
from cycles.selectors.arrangement_end import ASKED_OF_CYCLE, running_arrangement
from cycles.selectors.preparing import is_dropped
from dashboard.presenters.drilldown_tables import NOT_KNOWN, day_or_not_known
from ui.wording import day

REGISTER, TYPED = "register", "typed"
OF_AGREEMENT = (
    *("pk", "reference", "title", "kind", "is_rolling", "running_on_since", "ended_on", "analyse_by", "cycle_id"),
    *("current_end", "service__name", "directorate__name"),
    *(f"outlook__{name}" for name in ("follower_id", "next_agreement", "counted_value", "is_decided", "outcome")),
)
OF_CYCLE = ("reference", "status", "slack", "breach", "yearly_value", *ASKED_OF_CYCLE)
OF_TYPED = (*OF_CYCLE, "service__name", "directorate__name", "typed_arrangement__ends", "typed_arrangement__outcome")
Key = tuple[str, int]  # REGISTER with an agreement's key, or TYPED with a cycle's


@dataclass(frozen=True)
class Arrangement:
    """What runs for a service: an agreement of the register, or what a cycle says where the register has none."""

    name: str
    url: str
    note: str
    supplier: str
    directorate: str
    ends: str
    follows: str
    outcome: str
    yearly_value: Decimal | None


def read_arrangements(keys: Sequence[Key], today: date) -> list[Arrangement]:
    """Those of these keys, in their order."""
    agreements = _read_agreements([pk for source, pk in keys if source == REGISTER])
    suppliers = _read_suppliers(agreements)
    cycles = _read_cycles([pk for source, pk in keys if source == TYPED])
    followers = {row.outlook__follower_id for row in agreements.values() if row.outlook__follower_id}
    in_place = {pk for pk, cycle in cycles.items() if running_arrangement(cycle, today).is_own}
    related = Cycle.objects.filter(pk__in=followers | in_place).order_by().only(*OF_CYCLE)
    after: dict[int, Any] = {}  # `dropped` where the next cycle, which was to replace what this one has, was stopped
    if followers or in_place:
        after = {row.pk: row for row in related.annotate(dropped=is_dropped(OWN))}
    return [
        _of_agreement(agreements[pk], suppliers.get(pk, []), after, today)
        if source == REGISTER
        else _of_cycle(cycles[pk], pk in in_place and after[pk].dropped, today)
        for source, pk in keys
        if pk in (agreements if source == REGISTER else cycles)
    ]


def _read_agreements(keys: Sequence[int]) -> dict[int, Any]:
    rows = Agreement.objects.filter(pk__in=keys).order_by().values_list(*OF_AGREEMENT, named=True)
    return {row.pk: row for row in rows} if keys else {}


def _read_suppliers(agreements: Collection[int]) -> dict[int, list[str]]:
    """By agreement, the names of its suppliers in their order; one of several lots is there as often."""
    names: dict[int, list[str]] = {}
    held = AgreementSupplier.objects.filter(agreement__in=agreements).values_list("agreement_id", "supplier__name")
    for agreement, name in held if agreements else ():
        names.setdefault(agreement, []).append(name)
    return names


def _read_cycles(keys: Sequence[int]) -> dict[int, Any]:
    rows = Cycle.objects.filter(pk__in=keys).select_related("service", "directorate", "typed_arrangement")
    return {row.pk: row for row in rows.order_by().only(*OF_TYPED)} if keys else {}


def _of_agreement(agreement: Any, held_by: list[str], followers: Mapping[int, Any], today: date) -> Arrangement:
    names = list(dict.fromkeys(held_by))
    none = "None" if agreement.kind in WITHOUT_SUPPLIER else NOT_KNOWN
    reference, service, ends = agreement.reference, agreement.service__name, agreement.current_end
    return Arrangement(
        name=agreement.title,
        url=reverse("agreement", args=[reference]),
        note=f"{reference}, {service}" if service else reference,
        supplier=names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else none,
        directorate=agreement.directorate__name or NOT_KNOWN,
        ends="When notice is given" if agreement.is_rolling and not ends else day_or_not_known(ends),
        follows=_what_follows(agreement, followers.get(agreement.outlook__follower_id), today),
        outcome=agreement.outlook__outcome,
        yearly_value=agreement.outlook__counted_value,
    )


def _what_follows(agreement: Any, follower: Any, today: date) -> str:
    decided, ends = agreement.outlook__is_decided, agreement.current_end
    if agreement.outlook__next_agreement and not agreement.running_on_since and not decided:
        return f"{agreement.outlook__next_agreement} follows"
    if ends and ends < today and not decided:
        since = agreement.running_on_since
        return f"Expired; runs on since {day(since)}" if since else "Expired: nobody has recorded that it is over"
    if follower is None:
        words = "No live cycle"
        if decided:
            words = "Ends as recorded" if agreement.ended_on else "Ends as Review decided"
        elif start := agreement.analyse_by:
            words += f": Analyse {'was' if start < today else 'is'} to start by {day(start)}"
        return words
    if follower.dropped:
        return f"{follower.reference}: the next cycle was stopped"
    words = slack_in_words(follower.slack, follower.breach and NOT_SETTLED)
    is_own = follower.pk == agreement.cycle_id or running_arrangement(follower, today).is_own
    if not is_own and ends and ends < follower.need_by - ONE_DAY:
        words = f"the need-by date of the new one is {day(follower.need_by)}"
    return f"{follower.reference} in {follower.get_stage_display()}" + (f": {words}" if words else "")


def _of_cycle(cycle: Any, dropped: bool, today: date) -> Arrangement:
    return Arrangement(
        name=str(cycle.service),
        url=cycle.get_absolute_url(),
        note=f"{cycle.reference}, typed",
        supplier=NOT_KNOWN,
        directorate=str(cycle.directorate),
        ends=day_or_not_known(cycle.typed_arrangement.ends),
        follows=_what_is_done(cycle, dropped, today),
        outcome=cycle.typed_arrangement.outcome,
        yearly_value=cycle.yearly_value,
    )


def _what_is_done(cycle: Any, dropped: bool, today: date) -> str:
    """What is happening to what a cycle says that runs."""
    if dropped:
        return "The next cycle was stopped"
    if cycle.stage == CycleStage.STOPPED:
        return "The cycle that was to replace it was stopped"
    if not cycle.is_live:
        return "Ends as Review decided"
    running, words = running_arrangement(cycle, today), slack_in_words(cycle.slack, cycle.breach and NOT_SETTLED)
    if not running.kind:
        return "Nobody has said what runs today"
    if running.leaves_gap(cycle.need_by):
        words = f"the need-by date of the new one is {day(cycle.need_by)}"
    return f"{cycle.get_stage_display()}: {words}" if words else str(cycle.get_stage_display())
