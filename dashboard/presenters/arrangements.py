"""What runs for services, from the register or typed in a cycle, read for one page of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Prefetch, When

from calendars.days import ONE_DAY
from contracts.completeness import WITHOUT_SUPPLIER
from contracts.models import Agreement, AgreementSupplier
from contracts.selectors.coverage import OWN, agreement_dims
from cycles.models import Cycle, CycleStage
from cycles.presenters.dates import NOT_SETTLED, slack_in_words
from cycles.selectors.arrangement_end import ASKED_OF_CYCLE, running_arrangement
from cycles.selectors.preparing import is_dropped
from dashboard.presenters.drilldown_tables import NOT_KNOWN, day_or_not_known
from dashboard.selectors.filters import contract_dims, nothing_follows
from ui.wording import day

REGISTER, TYPED = "register", "typed"
OF_AGREEMENT = (
    *("reference", "title", "kind", "is_rolling", "running_on_since", "ended_on", "analyse_by", "cycle_id"),
    *("current_end", "service__name", "directorate__name"),
)
OF_CYCLE = ("reference", "status", "slack", "breach", "yearly_value", *ASKED_OF_CYCLE)
# What is told of one, of the annotations that also group them.
DIMS_OF_AGREEMENT = ("ends", "over", "follower", "next_agreement", "counted_value", "decided", "outcome")
DIMS_OF_CYCLE = ("ends", "outcome")
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
    agreements = _read_agreements([pk for source, pk in keys if source == REGISTER], today)
    cycles = _read_cycles([pk for source, pk in keys if source == TYPED], today)
    following = [row.follower for row in agreements.values() if row.follower]
    followers = Cycle.objects.only(*OF_CYCLE).annotate(dropped=is_dropped(OWN)).in_bulk(following) if following else {}
    return [
        _of_agreement(agreements[pk], followers, today) if source == REGISTER else _of_cycle(cycles[pk], today)
        for source, pk in keys
        if pk in (agreements if source == REGISTER else cycles)
    ]


def _read_agreements(keys: Sequence[int], today: date) -> dict[int, Any]:
    held = AgreementSupplier.objects.select_related("supplier").only("agreement", "supplier__name")
    dims = agreement_dims(OWN, today)
    rows = Agreement.objects.filter(pk__in=keys).annotate(**{name: dims[name] for name in DIMS_OF_AGREEMENT})
    rows = rows.select_related("service", "directorate").only(*OF_AGREEMENT)
    return {row.pk: row for row in rows.prefetch_related(Prefetch("supplied_by", held))} if keys else {}


def _read_cycles(keys: Sequence[int], today: date) -> dict[int, Any]:
    dims = contract_dims(OWN, today)
    rows = Cycle.objects.filter(pk__in=keys).annotate(**{name: dims[name] for name in DIMS_OF_CYCLE})
    rows = rows.annotate(alone=Case(When(nothing_follows(OWN, today), then=True), default=False))
    rows = rows.select_related("service", "directorate").only(*OF_CYCLE, "service__name", "directorate__name")
    return {row.pk: row for row in rows} if keys else {}


def _of_agreement(agreement: Any, followers: Mapping[int, Any], today: date) -> Arrangement:
    names = list(dict.fromkeys(row.supplier.name for row in agreement.supplied_by.all()))
    none = "None" if agreement.kind in WITHOUT_SUPPLIER else NOT_KNOWN
    return Arrangement(
        name=agreement.title,
        url=agreement.get_absolute_url(),
        note=f"{agreement.reference}, {agreement.service}" if agreement.service else agreement.reference,
        supplier=names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else none,
        directorate=str(agreement.directorate or NOT_KNOWN),
        ends="When notice is given"
        if agreement.is_rolling and not agreement.ends
        else day_or_not_known(agreement.ends),
        follows=_what_follows(agreement, followers.get(agreement.follower), today),
        outcome=agreement.outcome,
        yearly_value=agreement.counted_value,
    )


def _what_follows(agreement: Any, follower: Any, today: date) -> str:
    if agreement.next_agreement and not agreement.running_on_since and not agreement.decided:
        return f"{agreement.next_agreement} follows"
    if agreement.over and not agreement.decided:
        since = agreement.running_on_since
        return f"Expired; runs on since {day(since)}" if since else "Expired: nobody has recorded that it is over"
    if follower is None:
        words = "No live cycle"
        if agreement.decided:
            words = "Ends as recorded" if agreement.ended_on else "Ends as Review decided"
        elif start := agreement.analyse_by:
            words += f": Analyse {'was' if start < today else 'is'} to start by {day(start)}"
        return words
    if follower.dropped:
        return f"{follower.reference}: the next cycle was stopped"
    words = slack_in_words(follower.slack, follower.breach and NOT_SETTLED)
    is_own = follower.pk == agreement.cycle_id or running_arrangement(follower, today).is_own
    if not is_own and agreement.ends and agreement.ends < follower.need_by - ONE_DAY:
        words = f"the need-by date of the new one is {day(follower.need_by)}"
    return f"{follower.reference} in {follower.get_stage_display()}" + (f": {words}" if words else "")


def _of_cycle(cycle: Any, today: date) -> Arrangement:
    return Arrangement(
        name=str(cycle.service),
        url=cycle.get_absolute_url(),
        note=f"{cycle.reference}, typed",
        supplier=NOT_KNOWN,
        directorate=str(cycle.directorate),
        ends=day_or_not_known(cycle.ends),
        follows=progress(cycle, today),
        outcome=cycle.outcome,
        yearly_value=cycle.yearly_value,
    )


def progress(cycle: Any, today: date) -> str:
    """What is happening to what a cycle says that runs."""
    if cycle.alone:
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
