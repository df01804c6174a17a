"""What is known of many agreements or running procurements, as the rules of notices read it.

It takes a fixed number of queries, whatever the rows.

Dates and notices of a restricted cycle are not read for its agreements: they are shown to more people than the cycle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from calendars.days import ONE_DAY
from contracts.financial_years import financial_quarters
from contracts.models import Agreement, Extension, Variation
from contracts.selectors.change_totals import change_key, totals_of_changes
from cycles.models import Cycle, PlannedDate
from notices.facts import NoticedChange, NoticedPayment, NoticeFacts, NoticeNotRequired, PublishedNotice
from notices.models import Notice, ProcurementRecord

CALL_OFF, OF_2015 = "call_off_framework", "pcr2015_legacy"
PENNY = Decimal("0.01")


@dataclass
class RelatedRows:
    """The rows beside agreements and cycles, by the id of the agreement or the cycle."""

    notices: dict[int, list[Notice]] = field(default_factory=lambda: defaultdict(list))
    cycle_notices: dict[int, list[Notice]] = field(default_factory=lambda: defaultdict(list))
    dates: dict[int, dict[str, PlannedDate]] = field(default_factory=lambda: defaultdict(dict))
    variations: dict[int, list[Variation]] = field(default_factory=lambda: defaultdict(list))
    extensions: dict[int, list[Extension]] = field(default_factory=lambda: defaultdict(list))


def related_rows(agreements: Sequence[Agreement], cycles: Sequence[Cycle]) -> RelatedRows:
    """Of an agreement those of its cycle too, unless it is restricted."""
    rows, pks = RelatedRows(), [row.pk for row in agreements]
    cycle_pks = {row.pk for row in cycles}
    cycle_pks |= {row.cycle.pk for row in agreements if row.cycle and not row.cycle.restricted}
    for notice in Notice.objects.filter(Q(agreement__in=pks) | Q(cycle__in=cycle_pks)):
        if notice.agreement_id:
            rows.notices[notice.agreement_id].append(notice)
        elif notice.cycle_id:
            rows.cycle_notices[notice.cycle_id].append(notice)
    for planned in PlannedDate.objects.filter(cycle__in=cycle_pks, applies=True):
        rows.dates[planned.cycle_id][planned.milestone] = planned
    if pks:
        for variation in Variation.objects.filter(agreement__in=pks, withdrawn_because=""):
            rows.variations[variation.agreement_id].append(variation)
        for extension in Extension.objects.filter(agreement__in=rows.variations):
            rows.extensions[extension.agreement_id].append(extension)
    return rows


def agreement_facts(agreement: Agreement, rows: RelatedRows, figures: Mapping[str, Any], today: date) -> NoticeFacts:
    """What the entry says; what it does not say is taken from the cycle that put it in place."""
    cycle = agreement.cycle if agreement.cycle and not agreement.cycle.restricted else None
    cycle_pk = cycle.pk if cycle else None
    known = _known(record_of(agreement), record_of(cycle) if cycle else None)
    dates = rows.dates[cycle_pk] if cycle_pk else {}
    # an agreement's own record of a notice comes before that of its cycle
    recorded = [*(rows.cycle_notices[cycle_pk] if cycle_pk else ()), *rows.notices[agreement.pk]]
    notices = list({(row.code, row.occurrence): row for row in recorded}.values())
    planned = {} if agreement.is_signed else _planned(dates, known)
    # under the Act of 2023 whether a variation needs a change notice follows from all changes up to it; regulation
    # 72(3) of 2015 asks for one whatever the value, but not for what a clause of the contract foresaw
    variations, extensions = rows.variations[agreement.pk], rows.extensions[agreement.pk]
    totals = {row.key: row.notifiable for row in totals_of_changes(agreement, variations, extensions, figures)}
    changes = []
    for row in variations:
        notifiable = not row.is_foreseen if agreement.regime == OF_2015 else totals.get(change_key(row))
        changes.append(NoticedChange(change_key(row), row.starts, notifiable, row.value))
    return NoticeFacts(
        kind=agreement.kind,
        route=agreement.route,
        regime=agreement.regime,
        regime_route=agreement.regime_route,
        category=agreement.category,
        value_with_vat=known.get("value_with_vat"),
        value_without_vat=agreement.value,
        engagement_on=known.get("engaged_on"),
        tender_on=known.get("tender_on") or _done(dates, "tender"),
        award_on=known.get("award_on") or _done(dates, "award"),
        signed_on=agreement.signed_on,
        start=agreement.start,
        end=agreement.current_end,
        ended_on=agreement.ended_on,
        abandoned_on=known.get("abandoned_on"),
        engaged=known.get("engaged"),
        advertised=known.get("advertised"),
        kpis_published=known.get("kpis_published"),
        urgent=known.get("urgent"),
        changes=tuple(changes),
        breaches=(known["breach_on"],) if "breach_on" in known else (),
        payments=_payments(known.get("large_payments"), agreement, figures, today),
        published=_published(notices),
        not_required=_not_required(notices),
        planned=planned,
    )


def procurement_facts(cycle: Cycle, rows: RelatedRows) -> NoticeFacts:
    """What is to be bought by a running cycle. Its contract starts on the need-by date."""
    known, dates = _known(record_of(cycle)), rows.dates[cycle.pk]
    notices = rows.cycle_notices[cycle.pk]
    with_vat = known.get("value_with_vat")
    if with_vat is None and cycle.whole_life_value is not None and cycle.vat is not None:
        with_vat = cycle.whole_life_value + cycle.vat
    return NoticeFacts(
        kind="call_off" if cycle.route == CALL_OFF else "contract",
        route=cycle.route,
        regime=cycle.regime,
        regime_route=cycle.regime_route.code if cycle.regime_route else "",
        category=known.get("category", ""),
        value_with_vat=with_vat,
        value_without_vat=cycle.whole_life_value,
        engagement_on=known.get("engaged_on"),
        tender_on=known.get("tender_on") or _done(dates, "tender"),
        award_on=known.get("award_on") or _done(dates, "award"),
        abandoned_on=known.get("abandoned_on"),
        engaged=known.get("engaged"),
        advertised=known.get("advertised"),
        kpis_published=known.get("kpis_published"),
        urgent=known.get("urgent"),
        payments=(),
        published=_published(notices),
        not_required=_not_required(notices),
        planned=_planned(dates, known) | {"start": cycle.need_by},
    )


def record_of(subject: Agreement | Cycle) -> ProcurementRecord | None:
    """What is said beside the entry or the cycle; lists read it with their rows, by `select_related`."""
    record: ProcurementRecord | None = getattr(subject, "procurement", None)
    return record


def _known(*records: ProcurementRecord | None) -> dict[str, Any]:
    """What the records say, the first that says it: None and "" are not known."""
    known: dict[str, Any] = {}
    for record in records:
        for name in ProcurementRecord.NAMES if record else ():
            if (value := getattr(record, name)) not in (None, ""):
                known.setdefault(name, value)
    return known


def _planned(dates: Mapping[str, PlannedDate], known: Mapping[str, Any]) -> dict[str, date]:
    """The days planned for what has not happened. The contract is signed on the day after the standstill."""
    planned = {code: row.planned for code in ("tender", "award") if (row := dates.get(code)) and not row.done_on}
    standstill = dates.get("standstill_end")
    if signs_on := known.get("signs_on"):
        planned["contract_signed"] = signs_on
    elif standstill:
        planned["contract_signed"] = (standstill.done_on or standstill.planned) + ONE_DAY
    return planned


def _done(dates: Mapping[str, PlannedDate], code: str) -> date | None:
    return dates[code].done_on if code in dates else None


def _published(notices: Iterable[Notice]) -> tuple[PublishedNotice, ...]:
    return tuple(
        PublishedNotice(row.code, row.published_on, row.occurrence, row.url) for row in notices if row.published_on
    )


def _not_required(notices: Iterable[Notice]) -> tuple[NoticeNotRequired, ...]:
    return tuple(
        NoticeNotRequired(row.code, row.not_required_because, row.occurrence) for row in notices if not row.published_on
    )


def _payments(
    are_large: bool | None, agreement: Agreement, figures: Mapping[str, Any], today: date
) -> tuple[NoticedPayment, ...] | None:
    """The register holds no payments: where large ones are said to be made, each quarter is taken to have one."""
    since = agreement.signed_on or agreement.start
    if are_large is None or since is None:
        return None
    if not are_large:
        return ()
    limits = [
        rule["payments_over"]
        for notice in figures.get("notices", ())
        for rule in notice.get("rules", ())
        if "payments_over" in rule
    ]
    amount = Decimal(max(limits, default=0)) + PENNY
    ran = financial_quarters(since, min(today, agreement.current_end or today))
    return tuple(NoticedPayment(quarter.last, amount) for quarter in ran)
