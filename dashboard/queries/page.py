"""The dashboard as its page shows it: each figure with the address of the rows that add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse

from commissioning.lines import Chart, chart
from cycles.models import LIVE_STAGES, CycleStage
from dashboard.queries.blocks import AHEAD, ENDED, UNKNOWN
from dashboard.queries.figures import STATUSES, Figures, Met, Spend
from dashboard.queries.places import ALL_DIRECTORATES, Scope, places
from dashboard.queries.ready import Point, Ready, has_trend, trend
from dashboard.queries.said import linked
from dashboard.signs import FEW, Sign, Verdict
from principles.models import Ambition, Principle

WORDS = {"on_track": "on track", "at_risk": "at risk", "off_track": "off track", "unknown": "not known"}
MOVED = 5  # a change of fewer percentage points is none


@dataclass(frozen=True)
class Count:
    """A number with the page of what it counts."""

    number: int
    url: str
    kind: str = ""  # of its mark

    @property
    def words(self) -> str:
        return f"{self.number} {WORDS[self.kind]}" if self.kind else str(self.number)


@dataclass(frozen=True)
class Line:
    """One row of the table of ambitions or of stages."""

    name: str
    url: str
    count: Count
    spend: Spend
    spend_url: str
    attention: Sequence[Count] = ()
    number: int = 0
    months: float | None = None


@dataclass(frozen=True)
class HeatRow:
    name: str
    url: str
    cells: Sequence[Met]


@dataclass(frozen=True)
class Quarter:
    name: str
    url: str
    contracts: int
    lapse: Count
    spend: Spend

    @property
    def in_time(self) -> int:
        return self.contracts - self.lapse.number


@dataclass(frozen=True)
class Decision:
    """A key decision that a cycle still has to take."""

    service: str
    reference: str
    planned: date
    late: bool
    value: Decimal | None

    @classmethod
    def told(cls, row: Mapping[str, Any], on: date) -> Decision:
        planned = date.fromisoformat(row["planned"])
        value = Decimal(row["value"]) if row["value"] else None
        return cls(row["service"], row["reference"], planned, planned < on, value)

    @property
    def url(self) -> str:
        return reverse("cycle", args=[self.reference])


@dataclass(frozen=True)
class Addresses:
    """Where the rows are of what is counted in one scope: restricted cycles are in neither."""

    scope: Scope

    def cycles(self, **filters: str) -> str:
        """The list of cycles, live ones unless it says otherwise."""
        asked = {"stage": "live", "restricted": "no"} | filters
        return reverse("cycles") + self.scope.query(**asked)

    def spend(self, **filters: str) -> str:
        return self.cycles(turn="latest", **filters)

    def contracts(self, **filters: str) -> str:
        return reverse("dashboard-contracts") + self.scope.query(**filters)

    def page(self, name: str, *args: str) -> str:
        return reverse(name, args=args) + self.scope.query()

    def directorate(self, code: str) -> str:
        """The page of one directorate, in the same area."""
        query = replace(self.scope, directorate=ALL_DIRECTORATES).query()
        return reverse("dashboard-directorate", args=[code]) + query


@dataclass(frozen=True)
class Page:
    scope: Scope
    ready: Ready
    on: date

    @cached_property
    def figures(self) -> Figures:
        return self.ready.figures

    @property
    def to(self) -> Addresses:
        return Addresses(self.scope)

    @property
    def live(self) -> Count:
        return Count(self.figures.live(), self.to.cycles())

    @property
    def statuses(self) -> list[Count]:
        """The cycles by status; those whose status is not known only where there are any."""
        counts = [Count(self.figures.live(status=status), self.to.cycles(status=status), status) for status in STATUSES]
        return [count for count in counts if count.number or count.kind != "unknown"]

    @property
    def spend(self) -> Spend:
        return self.figures.spend()

    @property
    def spend_url(self) -> str:
        return self.to.spend()

    @property
    def ahead(self) -> date:
        return self.on + AHEAD

    @cached_property
    def ambitions(self) -> list[Line]:
        names = {one.code: one.name for one in Ambition.objects.order_by("edition__valid_from", "-position")}
        codes = sorted(names, key=lambda code: (code not in self.figures.ambitions, names[code]))
        return [self._ambition(code, names[code]) for code in codes]

    def _ambition(self, code: str, name: str) -> Line:
        attention = [
            Count(self.figures.ambition(code, status), self.to.cycles(ambition=code, status=status), status)
            for status in ("off_track", "at_risk")
        ]
        return Line(
            name=name,
            url=self.to.page("dashboard-ambition", code),
            count=Count(self.figures.ambition(code), self.to.cycles(ambition=code)),
            spend=self.figures.ambition_spend(code),
            spend_url=self.to.spend(ambition=code),
            attention=[count for count in attention if count.number],
        )

    @property
    def commentary(self) -> list[list[tuple[str, str]]]:
        """Each line in pieces, a cycle's reference with its address."""
        return [linked(line) for line in self.ready.said]

    @property
    def needing_attention(self) -> int:
        return self.figures.live(status="off_track") + self.figures.live(status="at_risk")

    @property
    def stages(self) -> list[Line]:
        return [
            Line(
                name=CycleStage(stage).label,
                url=self.to.cycles(stage=stage),
                count=Count(self.figures.live(stage), self.to.cycles(stage=stage)),
                spend=self.figures.spend(stage),
                spend_url=self.to.spend(stage=stage),
                number=number,
                months=self.figures.months(stage),
            )
            for number, stage in enumerate(LIVE_STAGES, start=1)
        ]

    @property
    def most_in_a_stage(self) -> int:
        return max(self.figures.live(stage) for stage in LIVE_STAGES)

    @property
    def signs(self) -> Verdict:
        return self.figures.signs

    @property
    def quiet(self) -> Count:
        return Count(self.figures.tally["quiet"], self.to.cycles(quiet="30"))

    @cached_property
    def principles(self) -> list[tuple[str, str]]:
        """Name and address of each, in the order of the latest edition."""
        rows = Principle.objects.order_by("edition__valid_from", "position").values_list("code", "name")
        return [(name, code) for code, name in dict(rows).items()]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, self.to.page("dashboard-principle", code.replace("_", "-"))) for name, code in self.principles]

    @property
    def principle_rows(self) -> list[tuple[str, str, Met]]:
        pairs = zip(self.headers, self.principles, strict=True)
        return [(name, url, self.figures.met(code)) for (name, url), (_, code) in pairs]

    @property
    def heat(self) -> list[HeatRow]:
        known = [one for one in places().directorates if one.key in self.ready.by_directorate]
        return [self._heat_row(one.name, one.slug, Figures(self.ready.by_directorate[one.key])) for one in known]

    def _heat_row(self, name: str, code: str, figures: Figures) -> HeatRow:
        return HeatRow(name, self.to.directorate(code), [figures.met(principle) for _, principle in self.principles])

    @property
    def few(self) -> int:
        return FEW

    @property
    def sign_rows(self) -> list[tuple[Sign, str]]:
        return [(sign, self.to.page("dashboard-sign", sign.code)) for sign in self.signs.signs]

    @property
    def coming(self) -> list[Decision]:
        return [Decision.told(row, self.on) for row in self.ready.coming]

    @property
    def decisions_url(self) -> str:
        return self.to.page("dashboard-decisions")

    @property
    def lapse_url(self) -> str:
        return self.to.contracts(lapse="yes")

    @property
    def contracts_url(self) -> str:
        return self.to.contracts()

    @property
    def ending(self) -> Quarter:
        """All of those whose end is known."""
        lapse = Count(self.figures.could_lapse, self.lapse_url, "off_track")
        return Quarter("All", self.contracts_url, self.figures.contracts(), lapse, self.figures.contract_spend())

    @property
    def end_not_known(self) -> Count:
        return Count(self.figures.contracts(UNKNOWN), self.to.contracts(ends=UNKNOWN))

    @property
    def promises_open(self) -> int:
        made = self.figures.promises
        return made["made"] - made["kept"] - made["late"]

    @property
    def quarters(self) -> list[Quarter]:
        return [self._quarter(quarter) for quarter in self.figures.quarters if quarter != UNKNOWN]

    def _quarter(self, quarter: str) -> Quarter:
        lapse = Count(
            self.figures.contracts(quarter, "lapse"), self.to.contracts(ends=quarter, lapse="yes"), "off_track"
        )
        return Quarter(
            name=quarter_name(quarter),
            url=self.to.contracts(ends=quarter),
            contracts=self.figures.contracts(quarter),
            lapse=lapse,
            spend=self.figures.contract_spend(quarter),
        )

    @cached_property
    def trend(self) -> list[Point]:
        return trend(self.scope, self.on) if has_trend(self.scope) else []

    @cached_property
    def signs_over_time(self) -> Chart | None:
        """A line for each sign; None while there are no two months of any."""
        return chart({sign.name: self._months(place) for place, sign in enumerate(self.signs.signs)})

    def _months(self, place: int) -> list[tuple[date, float]]:
        shares = [(one.on, one.figures.signs.signs[place].share) for one in self.trend]
        return [(on, float(share)) for on, share in shares if share is not None]

    @property
    def trend_says(self) -> str:
        """The finding, as the title of the chart."""
        assert self.signs_over_time is not None
        line = self.signs_over_time.most_moved
        (began, first), (_, last) = line.values[0], line.values[-1]
        since = f"since {began:%B} {began.year}"
        if abs(line.moved) < MOVED:
            return f"The signs have hardly changed {since}"
        return f"{line.name} has {'risen' if line.moved > 0 else 'fallen'} from {first:.0f}% to {last:.0f}% {since}"

    @property
    def trend_rows(self) -> list[tuple[date, list[int | None]]]:
        return [(one.on, [sign.share for sign in one.figures.signs.signs]) for one in self.trend]


def quarter_name(quarter: str) -> str:
    """January to March 2027."""
    if quarter in (ENDED, UNKNOWN):
        return {ENDED: "Ended already", UNKNOWN: "End not known"}[quarter]
    year, number = quarter.split("-")
    first, last = date(2000, 3 * int(number) - 2, 1), date(2000, 3 * int(number), 1)
    return f"{first:%B} to {last:%B} {year}"
