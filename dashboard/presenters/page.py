"""The dashboard as its page shows it: each figure with the address of the rows that add up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db.models import QuerySet
from django.urls import reverse

from commissioning.lines import Chart, chart
from commissioning.wording import lasted
from cycles.models import LIVE_STAGES, CycleStage
from dashboard.figures import STATUSES, Figures, Met, Spend
from dashboard.indicators import FEW, Part, Sign, Verdict
from dashboard.presenters.addresses import Addresses
from dashboard.selectors.areas import Choice, Scope, places
from dashboard.selectors.cached_figures import Point, Ready, has_trend, trend
from dashboard.selectors.commentary import linked
from dashboard.selectors.filters import AHEAD, ENDED, UNKNOWN
from principles.models import Ambition, Principle

WORDS = {"on_track": "on track", "at_risk": "at risk", "off_track": "off track", "unknown": "not known"}
M = TypeVar("M", Ambition, Principle)
NONE = "none"  # in the address of the cycles that name no ambition
MONTHS = "6"  # ahead, in the address of the key decisions that are counted
A_MINUTE = 60  # seconds, in this process: editions come seldom
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
    unknown_url: str
    attention: Sequence[Count] = ()
    stage: str = ""
    deciding_url: str = ""
    number: int = 0
    took: str = ""  # the median, "" of few
    passes: Count = Count(0, "")


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
    in_time: Count
    spend: Spend
    unknown_url: str


@dataclass(frozen=True)
class Decision:
    """A key decision that a cycle still has to take."""

    service: str
    reference: str
    planned: date
    late: bool
    maker: str
    value: Decimal | None

    @classmethod
    def told(cls, row: Mapping[str, Any], on: date) -> Decision:
        planned = date.fromisoformat(row["planned"])
        value = Decimal(row["value"]) if row["value"] else None
        return cls(row["service"], row["reference"], planned, planned < on, row["maker"], value)

    @property
    def url(self) -> str:
        return reverse("cycle", args=[self.reference])


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
    def unknown_url(self) -> str:
        return self.to.unknown()

    @property
    def ahead(self) -> date:
        return self.on + AHEAD

    @cached_property
    def ambitions(self) -> list[Line]:
        """Those that a cycle serves first; cycles that name none have the last row."""
        known = newest(Ambition, self.on)
        codes = sorted(known, key=lambda code: code not in self.figures.ambitions)
        lines = [self.ambition(code, known[code]) for code in codes]
        return [*lines, self._no_ambition] if "" in self.figures.ambitions else lines

    def ambition(self, code: str, name: str) -> Line:
        line = self._ambition(code, name, self.to.page("dashboard-ambition", code), code)
        return replace(line, deciding_url=self.to.decisions(ambition=code))

    @property
    def _no_ambition(self) -> Line:
        return self._ambition("", "No ambition named", self.to.cycles(ambition=NONE), NONE)

    def _ambition(self, code: str, name: str, url: str, asked: str) -> Line:
        return Line(
            name=name,
            url=url,
            count=Count(self.figures.ambition(code), self.to.cycles(ambition=asked)),
            spend=self.figures.ambition_spend(code),
            spend_url=self.to.spend(ambition=asked),
            unknown_url=self.to.unknown(ambition=asked),
            attention=self._attention(lambda status: self.figures.ambition(code, status), ambition=asked),
        )

    def _attention(self, count: Callable[[str], int], **filters: str) -> list[Count]:
        """The cycles that are off track and at risk, where there are any."""
        kinds = ("off_track", "at_risk")
        counts = [Count(count(status), self.to.cycles(status=status, **filters), status) for status in kinds]
        return [count for count in counts if count.number]

    @property
    def commentary(self) -> list[list[tuple[str, str]]]:
        """Each line in pieces, a cycle's reference with its address."""
        return [linked(line) for line in self.ready.said]

    @property
    def attention(self) -> list[Count]:
        return self._attention(lambda status: self.figures.live(status=status))

    @property
    def stages(self) -> list[Line]:
        return [
            Line(
                name=CycleStage(stage).label,
                url=self.to.cycles(stage=stage),
                count=Count(self.figures.live(stage), self.to.cycles(stage=stage)),
                spend=self.figures.spend(stage),
                spend_url=self.to.spend(stage=stage),
                unknown_url=self.to.unknown(stage=stage),
                stage=stage,
                number=number,
                took=self._took(stage),
                passes=Count(self.figures.passes(stage), self.to.page("dashboard-stage", stage)),
            )
            for number, stage in enumerate(LIVE_STAGES, start=1)
        ]

    def _took(self, stage: str) -> str:
        days = self.figures.took(stage)
        return "" if days is None else lasted(days)

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
        """Name and code of each, in the order of the latest edition."""
        return [(name, code) for code, name in newest(Principle, self.on).items()]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, self.to.page("dashboard-principle", code.replace("_", "-"))) for name, code in self.principles]

    @property
    def principle_rows(self) -> list[tuple[str, str, Met]]:
        pairs = zip(self.headers, self.principles, strict=True)
        return [(name, url, self.figures.met(code)) for (name, url), (_, code) in pairs]

    @property
    def heat(self) -> list[HeatRow]:
        return [self._heat_row(one.name, one.slug, figures) for one, figures in self._directorates]

    def _heat_row(self, name: str, code: str, figures: Figures) -> HeatRow:
        return HeatRow(name, self.to.directorate(code), [figures.met(principle) for _, principle in self.principles])

    @property
    def evidence(self) -> list[tuple[str, str, Part]]:
        """Of each directorate the answers that say something, and of them those whose evidence is in date."""
        return [(one.name, self.to.directorate(one.slug), figures.evidence) for one, figures in self._directorates]

    @property
    def _directorates(self) -> list[tuple[Choice, Figures]]:
        tallies = self.ready.by_directorate
        return [(one, Figures(tallies[one.key])) for one in places().directorates if one.key in tallies]

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
    def soon_url(self) -> str:
        """The key decisions that are counted."""
        return self.to.decisions(within=MONTHS)

    @property
    def soon_unknown_url(self) -> str:
        """Those of them whose value is not known."""
        return self.to.decisions(within=MONTHS, value=UNKNOWN)

    @property
    def decisions_url(self) -> str:
        return self.to.decisions()

    @property
    def lapse_url(self) -> str:
        return self.to.contracts(lapse="yes")

    @property
    def contracts_url(self) -> str:
        return self.to.contracts()

    @property
    def ending(self) -> Quarter:
        """All of those whose end is known."""
        return self._quarter("", "All")

    @cached_property
    def quarters(self) -> list[Quarter]:
        known = [quarter for quarter in self.figures.quarters if quarter != UNKNOWN]
        return [self._quarter(quarter, quarter_name(quarter)) for quarter in known]

    def _quarter(self, quarter: str, name: str) -> Quarter:
        def count(how: str, lapse: str, kind: str = "") -> Count:
            return Count(self.figures.contracts(quarter, how), self.to.contracts(ends=quarter, lapse=lapse), kind)

        return Quarter(
            name=name,
            url=self.to.contracts(ends=quarter),
            contracts=self.figures.contracts(quarter),
            lapse=count("lapse", "yes", "off_track"),
            in_time=count("in_time", "no"),
            spend=self.figures.contract_spend(quarter),
            unknown_url=self.to.contracts(ends=quarter, value=UNKNOWN),
        )

    @property
    def end_not_known(self) -> Count:
        return Count(self.figures.contracts(UNKNOWN), self.to.contracts(ends=UNKNOWN))

    @property
    def promises(self) -> dict[str, Count]:
        """Made, and of them kept, late and open."""
        pages = {kind: reverse("dashboard-promises") + self.scope.query(which=kind) for kind in self.figures.promises}
        return {kind: Count(number, pages[kind]) for kind, number in self.figures.promises.items()}

    @cached_property
    def trend(self) -> list[Point]:
        """The end of each month, the present one's as it is now."""
        if not has_trend(self.scope):
            return []
        before = trend(self.scope, self.on)
        if self.ready.as_at is None:
            return before
        ended = [one for one in before if (one.on.year, one.on.month) != (self.on.year, self.on.month)]
        return [*ended, Point(self.on, self.signs)]

    @cached_property
    def signs_over_time(self) -> Chart | None:
        """A line for each sign; None while there are no two months of any."""
        return chart({sign.name: self._months(place) for place, sign in enumerate(self.signs.signs)})

    def _months(self, place: int) -> list[tuple[date, float]]:
        """Months of few cycles have no percentage, so no place on a line."""
        signs = [(one.on, one.signs.signs[place]) for one in self.trend]
        return [(on, float(sign.share)) for on, sign in signs if sign.share is not None and not sign.is_few]

    @property
    def trend_key(self) -> str:
        """Another one whenever the chart, or the table of its figures, is another."""
        return f"{self.scope.key} {self.trend_rows}"

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

    @cached_property
    def trend_rows(self) -> list[tuple[date, list[str]]]:
        return [(one.on, [sign.percentage for sign in one.signs.signs]) for one in self.trend]


def in_force(model: type[M], on: date) -> QuerySet[M]:
    """What any edition says that has come into force, the latest edition's first."""
    return model._default_manager.filter(edition__valid_from__lte=on).order_by("-edition__valid_from", "position")


def newest(model: type[M], on: date) -> dict[str, str]:
    """Code and name of all that were ever in force: the latest edition's in its order, then those that it left out."""
    key = f"dashboard/{model.__name__}/{on}"
    return cast("dict[str, str]", cache.get_or_set(key, lambda: _newest(model, on), A_MINUTE))


def _newest(model: type[M], on: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in in_force(model, on).values_list("code", "name"):
        found.setdefault(code, name)
    return found


def quarter_name(quarter: str) -> str:
    """January to March 2027."""
    if quarter in (ENDED, UNKNOWN):
        return {ENDED: "Ended already", UNKNOWN: "End not known"}[quarter]
    year, number = quarter.split("-")
    first, last = date(2000, 3 * int(number) - 2, 1), date(2000, 3 * int(number), 1)
    return f"{first:%B} to {last:%B} {year}"
