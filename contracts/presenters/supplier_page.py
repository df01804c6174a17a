"""The page of a supplier: what it holds, its numbers, and how much depends on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from contracts.models import Agreement, AgreementKind, Supplier
from contracts.selectors.running import in_pounds
from contracts.selectors.suppliers import held_by, yearly_by_directorate
from ui.sorting import sort_key
from ui.wording import counted, day, listed, money, money_words

GROUPS = (("running", "Running"), ("to_come", "To come"), ("ended", "Ended"))
YES_NO = {True: "Yes", False: "No", None: "Not known"}
Directorates = Mapping[int | None, tuple[str, Decimal]]


@dataclass(frozen=True)
class HeldRow:
    """An agreement that the supplier holds, or a lot of one, with its part of the value."""

    agreement: Agreement
    lot: str
    share: Decimal | None
    yearly: Decimal | None
    counts: bool

    @property
    def ends(self) -> str:
        agreement = self.agreement
        if agreement.current_end:
            return day(agreement.current_end)
        return "Goes on until notice is given" if agreement.is_rolling else "Not known"


@dataclass(frozen=True)
class HeldTotals:
    """Of the running agreements; `without` have no value that could be counted."""

    running: int
    whole: Decimal | None
    yearly: Decimal | None
    without: int


@dataclass(frozen=True)
class SupplierPage:
    groups: list[tuple[str, str, list[HeldRow]]]
    totals: HeldTotals
    concentration: list[str]
    failure: str
    services: list[tuple[str, str]]  # those that would need another provider, with the end of what runs
    has_frameworks: bool


def supplier_page(user: User, supplier: Supplier, today: date) -> SupplierPage:
    """In two statements, whatever it holds."""
    rows = held_by(user, supplier, today)
    by_state: dict[str, list[HeldRow]] = {code: [] for code, _ in GROUPS}
    for row in rows:
        computed = vars(row)  # annotated by contracts/selectors/running.py
        share, yearly = in_pounds(computed["share"]), in_pounds(computed["yearly_share"])
        counts = row.agreement.kind != AgreementKind.FRAMEWORK
        by_state[str(computed["state"])].append(HeldRow(row.agreement, str(row.lot or ""), share, yearly, counts))
    running = by_state["running"]
    counting = [row for row in running if row.counts]
    shares = [row.share for row in counting if row.share is not None]
    yearly_shares = [row.yearly for row in counting if row.yearly is not None]
    totals = HeldTotals(
        running=len({row.agreement.pk for row in running}),
        whole=sum(shares, Decimal(0)) if shares else None,
        yearly=sum(yearly_shares, Decimal(0)) if yearly_shares else None,
        without=len({row.agreement.pk for row in counting if row.yearly is None}),
    )
    # the services of running agreements, each with the first of their ends, the earliest first
    ends: dict[str, date | None] = {}
    for held in running:
        if (service := held.agreement.service) is not None:
            known = [end for end in (ends.get(service.name), held.agreement.current_end) if end]
            ends[service.name] = min(known, default=None)
    services = sorted(ends.items(), key=lambda item: (item[1] or date.max, sort_key(item[0])))
    return SupplierPage(
        groups=[(code, name, by_state[code]) for code, name in GROUPS],
        totals=totals,
        concentration=concentration(running, yearly_by_directorate(today)),
        failure=failure_sentence(services),
        services=[(name, f"until {day(end)}" if end else "its end not known") for name, end in services],
        has_frameworks=any(not row.counts for row in running),
    )


def concentration(running: Sequence[HeldRow], directorates: Directorates) -> list[str]:
    """How much of the yearly value of running agreements is with the supplier: of the council, of each directorate."""
    own: dict[int | None, Decimal] = {}
    for row in running:
        if row.counts and row.yearly:
            key = row.agreement.directorate_id
            own[key] = own.get(key, Decimal(0)) + row.yearly
    if not own:
        return []
    council = sum((total for _, total in directorates.values()), Decimal(0))
    whole = sum(own.values(), Decimal(0))
    of_council = (
        f"{percent(whole, council)} of the yearly value of the council’s running agreements is with this supplier"
    )
    sentences = [f"{of_council}: {money_words(whole)} of {money_words(council)}."]
    for key, part in sorted(own.items(), key=lambda item: -item[1]):
        if key is not None:
            name, total = directorates[key]
            sentences.append(f"In {name} it is {percent(part, total)}, {money(part)} of {money(total)}.")
    return sentences


def percent(part: Decimal, whole: Decimal) -> str:
    """12%, Less than 1%."""
    share = 100 * part / whole if whole else Decimal(0)
    return "Less than 1%" if share < 1 else f"{share.quantize(Decimal(1))}%"


def failure_sentence(services: Sequence[tuple[str, date | None]]) -> str:
    if not services:
        return ""
    what = "this service" if len(services) == 1 else f"these {len(services)} services"
    first = services[0][1]
    by = f", and in any case by {day(first)}, when the first of their agreements ends" if first else ""
    if first and len(services) == 1:
        by = f", and in any case by {day(first)}, when its agreement ends"
    return f"If they failed, {what} would need another provider at once{by}."


def supplier_facts(supplier: Supplier) -> list[tuple[str, str]]:
    """Its numbers and what is known of it, each with its name."""
    return [
        ("Company number", supplier.company_number or "Not known"),
        ("Charity number", supplier.charity_number or "Not known"),
        ("Procurement organisation number (PPON)", supplier.ppon or "Not known"),
        ("Number of the care regulator (CQC or Ofsted)", supplier.care_location or "Not known"),
        ("Local", YES_NO[supplier.is_local]),
        ("Small or medium-sized", YES_NO[supplier.is_small]),
        ("Voluntary, community or social enterprise", YES_NO[supplier.is_voluntary]),
    ]


def kinds_of(supplier: Supplier) -> str:
    """Local and small; "" where nothing of it is known to be so."""
    facts = (("local", supplier.is_local), ("small", supplier.is_small), ("voluntary", supplier.is_voluntary))
    return listed([name for name, holds in facts if holds]).capitalize()


def other_names_in_words(supplier: Supplier) -> list[str]:
    rows = supplier.other_names.all()
    return [f"{row.name}, until {day(row.until)}" if row.until else row.name for row in rows]


def what_moves(agreements: int, waivers: int) -> str:
    """3 agreements and 1 waiver."""
    return f"{counted(agreements, 'agreement')} and {counted(waivers, 'waiver')}"
