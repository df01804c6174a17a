"""The dashboard as its pages show it: each figure with the address of the rows that it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from contracts.selectors.coverage import AHEAD
from cycles.models import LIVE_STAGES, CycleStage
from dashboard.figures import STATUSES, Figures, QuestionsMet, Spend
from dashboard.indicators import FEW, Indicator, IndicatorSet, Share
from dashboard.presenters.addresses import Addresses
from dashboard.presenters.names import latest_names, quarter_name
from dashboard.selectors.areas import Scope, ScopeChoice, scope_choices
from dashboard.selectors.cached_figures import CachedFigures, TrendPoint, has_trend, trend
from dashboard.selectors.commentary import linked_pieces
from dashboard.selectors.filters import DECISIONS_AHEAD, UNKNOWN
from principles.models import Ambition, Principle
from ui.charts.line_chart import Chart, chart
from ui.wording import lasted

STATUS_WORDS = {"on_track": "on track", "at_risk": "at risk", "off_track": "off track", "unknown": "not known"}
NONE = "none"  # in the address of the cycles that name no ambition
MONTHS_AHEAD = "6"  # ahead, in the address of the key decisions that are counted
LATE = "late"  # in that of those whose planned day has gone
MIN_MOVE = 5  # percentage points: a smaller change is none


@dataclass(frozen=True)
class CountLink:
    """A number with the address of what it counts."""

    number: int
    url: str
    kind: str = ""  # of its status tag

    @property
    def words(self) -> str:
        return f"{self.number} {STATUS_WORDS[self.kind]}" if self.kind else str(self.number)


@dataclass(frozen=True)
class FigureLine:
    """One row of the table of ambitions or of stages."""

    name: str
    url: str
    count: CountLink
    spend: Spend
    spend_url: str
    unknown_url: str
    attention: Sequence[CountLink] = ()
    stage: str = ""
    deciding_url: str = ""
    number: int = 0
    median_time: str = ""  # in words; "" of few passes
    passes: CountLink = CountLink(0, "")


@dataclass(frozen=True)
class HeatRow:
    """`cells` are triples: the name of a principle, what was met of it, and the address of the cycles behind."""

    name: str
    url: str
    cells: Sequence[tuple[str, QuestionsMet, str]]


@dataclass(frozen=True)
class QuarterLine:
    name: str
    url: str
    contracts: int
    lapse: CountLink
    in_time: CountLink
    spend: Spend
    unknown_url: str


@dataclass(frozen=True)
class UpcomingDecision:
    """A key decision that a cycle still has to take."""

    service: str
    reference: str
    planned: date | None  # None: its date is not settled, because it breaks a rule
    maker: str
    value: Decimal | None

    @property
    def url(self) -> str:
        return reverse("cycle", args=[self.reference])


@dataclass(frozen=True)
class DashboardPage:
    scope: Scope
    cached: CachedFigures
    today: date

    @cached_property
    def figures(self) -> Figures:
        return self.cached.figures

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.scope)

    @property
    def live(self) -> CountLink:
        return CountLink(self.figures.live(), self.addresses.cycles())

    @property
    def statuses(self) -> list[CountLink]:
        """The cycles by status; those whose status is not known only where there are any."""
        counts = [
            CountLink(self.figures.live(status=status), self.addresses.cycles(status=status), status)
            for status in STATUSES
        ]
        return [count for count in counts if count.number or count.kind != "unknown"]

    @property
    def spend(self) -> Spend:
        return self.figures.spend()

    @property
    def spend_url(self) -> str:
        return self.addresses.spend()

    @property
    def unknown_url(self) -> str:
        return self.addresses.unknown()

    @property
    def ahead(self) -> date:
        """The last day on which a contract ends that is counted."""
        return self.today + AHEAD

    @property
    def soon(self) -> date:
        """The last day for which a key decision is planned that is counted."""
        return self.today + DECISIONS_AHEAD

    @cached_property
    def ambitions(self) -> list[FigureLine]:
        """Those that a cycle serves first; cycles that name none have the last row."""
        names = latest_names(Ambition, self.today)
        codes = sorted(names, key=lambda code: code not in self.figures.ambitions)
        lines = [self.ambition(code, names[code]) for code in codes]
        return [*lines, self.ambition("", "No ambition named")] if "" in self.figures.ambitions else lines

    def ambition(self, code: str, name: str) -> FigureLine:
        """`code` is "" for the cycles that name no ambition: they have no page of their own."""
        cycles = self.addresses.cycles(ambition=code or NONE)
        return FigureLine(
            name=name,
            url=self.addresses.page("dashboard-ambition", code) if code else cycles,
            count=CountLink(self.figures.ambition(code), cycles),
            spend=self.figures.ambition_spend(code),
            spend_url=self.addresses.spend(ambition=code or NONE),
            unknown_url=self.addresses.unknown(ambition=code or NONE),
            attention=self.needing_attention(lambda status: self.figures.ambition(code, status), ambition=code or NONE),
            deciding_url=self.addresses.decisions(ambition=code) if code else "",
        )

    def needing_attention(self, count: Callable[[str], int], **filters: str) -> list[CountLink]:
        """The cycles that are off track and at risk, where there are any."""
        kinds = ("off_track", "at_risk")
        counts = [CountLink(count(status), self.addresses.cycles(status=status, **filters), status) for status in kinds]
        return [count for count in counts if count.number]

    @property
    def commentary(self) -> list[list[tuple[str, str]]]:
        """Each line in pieces, a cycle's reference with its address."""
        return [linked_pieces(line) for line in self.cached.lines]

    @property
    def attention(self) -> list[CountLink]:
        return self.needing_attention(lambda status: self.figures.live(status=status))

    @property
    def stages(self) -> list[FigureLine]:
        return [
            FigureLine(
                name=CycleStage(stage).label,
                url=self.addresses.cycles(stage=stage),
                count=CountLink(self.figures.live(stage), self.addresses.cycles(stage=stage)),
                spend=self.figures.spend(stage),
                spend_url=self.addresses.spend(stage=stage),
                unknown_url=self.addresses.unknown(stage=stage),
                stage=stage,
                number=number,
                median_time="" if (days := self.figures.median_days(stage)) is None else lasted(days),
                passes=CountLink(self.figures.passes(stage), self.addresses.page("dashboard-stage", stage)),
            )
            for number, stage in enumerate(LIVE_STAGES, start=1)
        ]

    @property
    def most_in_a_stage(self) -> int:
        return max(self.figures.live(stage) for stage in LIVE_STAGES)

    @property
    def indicators(self) -> IndicatorSet:
        return self.figures.indicators

    @property
    def quiet(self) -> CountLink:
        return CountLink(self.figures.counts["quiet"], self.addresses.cycles(quiet="30"))

    @cached_property
    def principles(self) -> list[tuple[str, str]]:
        """Name and code of each, in the order of the latest edition."""
        return [(name, code) for code, name in latest_names(Principle, self.today).items()]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, url) for name, _, url in self.heat_of_all.cells]

    @property
    def heat_of_all(self) -> HeatRow:
        """The last row, of the whole scope."""
        return HeatRow(self.scope.directorate.name, self.addresses.page("dashboard-principles"), self.cells(self.scope))

    def cells(self, scope: Scope) -> list[tuple[str, QuestionsMet, str]]:
        """What the scope, or one directorate of it, met of each principle."""
        figures, addresses = self.figures, Addresses(scope)
        if scope != self.scope:
            figures = Figures(self.cached.by_directorate[scope.directorate.key])
        return [
            (name, figures.questions_met(code), addresses.page("dashboard-principle", code.replace("_", "-")))
            for name, code in self.principles
        ]

    @property
    def principle_rows(self) -> list[tuple[str, str, QuestionsMet]]:
        return [(name, url, met) for name, met, url in self.heat_of_all.cells]

    @property
    def heat(self) -> list[HeatRow]:
        return [
            HeatRow(one.name, self.addresses.directorate(one.slug), self.cells(replace(self.scope, directorate=one)))
            for one, _ in self.directorates
        ]

    @property
    def evidence(self) -> list[tuple[str, str, Share]]:
        """Of each directorate the answers that say met or partly met, and of them those whose evidence is in date."""
        return [
            (one.name, self.addresses.directorate(one.slug), figures.evidence) for one, figures in self.directorates
        ]

    @property
    def directorates(self) -> list[tuple[ScopeChoice, Figures]]:
        counts = self.cached.by_directorate
        return [(one, Figures(counts[one.key])) for one in scope_choices().directorates if one.key in counts]

    @property
    def few(self) -> int:
        return FEW

    @property
    def indicator_rows(self) -> list[tuple[Indicator, str]]:
        return [(one, self.addresses.page("dashboard-sign", one.code)) for one in self.indicators.items]

    @property
    def coming(self) -> list[UpcomingDecision]:
        coming = []
        for row in self.cached.decisions:
            planned = date.fromisoformat(row["planned"]) if row["settled"] else None
            value = Decimal(row["value"]) if row["value"] else None
            if row["planned"] >= self.today.isoformat():
                coming.append(UpcomingDecision(row["service"], row["reference"], planned, row["maker"], value))
        return coming

    @property
    def soon_url(self) -> str:
        """The key decisions that are counted."""
        return self.addresses.decisions(within=MONTHS_AHEAD)

    @property
    def soon_unknown_url(self) -> str:
        """Those of them whose value is not known."""
        return self.addresses.decisions(within=MONTHS_AHEAD, value=UNKNOWN)

    @property
    def late_decisions(self) -> CountLink:
        """The key decisions whose planned day has gone, and which nobody has recorded as taken."""
        return CountLink(self.figures.late_decisions, self.addresses.decisions(within=LATE))

    @property
    def decisions_url(self) -> str:
        return self.addresses.decisions()

    @property
    def lapse_url(self) -> str:
        return self.addresses.contracts(lapse="yes")

    @property
    def contracts_url(self) -> str:
        return self.addresses.contracts()

    @property
    def ending(self) -> QuarterLine:
        """All of those whose end is known."""
        return self.quarter("", "All")

    @cached_property
    def quarters(self) -> list[QuarterLine]:
        known = [quarter for quarter in self.figures.quarters if quarter != UNKNOWN]
        return [self.quarter(quarter, quarter_name(quarter, self.today, self.ahead)) for quarter in known]

    def quarter(self, quarter: str, name: str) -> QuarterLine:
        contracts, addresses = self.figures.contracts, self.addresses
        lapse_url, in_time_url = (addresses.contracts(ends=quarter, lapse=answer) for answer in ("yes", "no"))

        return QuarterLine(
            name=name,
            url=self.addresses.contracts(ends=quarter),
            contracts=contracts(quarter),
            lapse=CountLink(contracts(quarter, "lapse"), lapse_url, "off_track"),
            in_time=CountLink(contracts(quarter, "in_time"), in_time_url),
            spend=self.figures.contract_spend(quarter),
            unknown_url=self.addresses.contracts(ends=quarter, value=UNKNOWN),
        )

    @property
    def end_not_known(self) -> CountLink:
        return CountLink(self.figures.contracts(UNKNOWN), self.addresses.contracts(ends=UNKNOWN))

    @property
    def promises(self) -> dict[str, CountLink]:
        """Made, and of them kept, late and open."""
        pages = {kind: reverse("dashboard-promises") + self.scope.query(which=kind) for kind in self.figures.promises}
        return {kind: CountLink(number, pages[kind]) for kind, number in self.figures.promises.items()}

    @cached_property
    def trend(self) -> list[TrendPoint]:
        """The end of each month, the present one's as it is now."""
        if not has_trend(self.scope):
            return []
        before = trend(self.scope, self.today)
        if self.cached.as_at is None:
            return before
        month = (self.today.year, self.today.month)
        ended = [point for point in before if (point.day.year, point.day.month) != month]
        return [*ended, TrendPoint(self.today, self.indicators)]

    @cached_property
    def trend_chart(self) -> Chart | None:
        """A line for each indicator; None while none has two months. Months of few cycles have no percentage."""
        lines: dict[str, list[tuple[date, float]]] = {indicator.name: [] for indicator in self.indicators.items}
        for point in self.trend:
            for indicator in point.indicators.items:
                if indicator.percent is not None and not indicator.is_few:
                    lines[indicator.name].append((point.day, float(indicator.percent)))
        return chart(lines)

    @property
    def trend_key(self) -> str:
        """Changes whenever the chart or the table of its figures changes."""
        return f"{self.scope.key} {self.trend_rows}"

    @property
    def trend_title(self) -> str:
        """The finding, as the title of the chart."""
        assert self.trend_chart is not None
        line = self.trend_chart.most_moved
        (began, first), (_, last) = line.values[0], line.values[-1]
        since = f"since {began:%B} {began.year}"
        if abs(line.moved) < MIN_MOVE:
            return f"The signs have hardly changed {since}"
        return f"{line.name} has {'risen' if line.moved > 0 else 'fallen'} from {first:.0f}% to {last:.0f}% {since}"

    @cached_property
    def trend_rows(self) -> list[tuple[date, list[str]]]:
        return [(point.day, [one.percentage for one in point.indicators.items]) for point in self.trend]
