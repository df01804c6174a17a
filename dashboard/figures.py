"""Figures of a part of the council: counts by name that add up, and what the pages read from them.

The parts of a name are joined by colons ("live:plan:at_risk"). Money is in pence, so that sums are exact. The counts
of two places are the sum of theirs, whatever is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from contracts.selectors.coverage import LAPSE, OUTCOMES
from cycles.models import LIVE_STAGES
from dashboard.indicators import FEW, IndicatorSet, Share, indicator_set
from ui.wording import percent

Counts = Counter[str]
STATUSES = ("on_track", "at_risk", "off_track", "unknown")


def name(*parts: object) -> str:
    return ":".join(str(part) for part in parts)


def total(parts: Iterable[Mapping[str, int]]) -> Counts:
    added: Counts = Counter()
    for counts in parts:
        added.update(counts)
    return added


def below(counts: Mapping[str, int], *parts: object) -> dict[str, int]:
    """Everything counted under a name, by what follows it: `below(counts, "days", "plan")` gives {"123": 2}."""
    start = name(*parts) + ":"
    return {key.removeprefix(start): number for key, number in counts.items() if key.startswith(start)}


def median(histogram: Mapping[str, int]) -> int | None:
    """The lower median of numbers, each with how often it occurs; None without any."""
    half, passed = (sum(histogram.values()) + 1) // 2, 0
    for number in sorted(histogram, key=int):
        passed += histogram[number]
        if passed >= half > 0:
            return int(number)
    return None


@dataclass(frozen=True)
class Spend:
    """The known sum in pence, and of how many cycles the value is not known."""

    pence: int
    unknown: int

    @property
    def pounds(self) -> Decimal:
        return Decimal(self.pence) / 100

    @property
    def is_known(self) -> bool:
        return bool(self.pence) or not self.unknown


@dataclass(frozen=True)
class QuestionsMet:
    """Questions met of those asked at the latest gates of so many cycles."""

    cycles: int
    asked: int
    met: int

    @property
    def shade(self) -> str:
        """The CSS class of its cell: h0 to h3, hx where no percentage is shown."""
        if self.percent is None or self.cycles < FEW:
            return "hx"
        return next((f"h{level}" for level, least in ((3, 90), (2, 75), (1, 60)) if self.percent >= least), "h0")

    @property
    def percent(self) -> int | None:
        return percent(self.met, self.asked)


@dataclass(frozen=True)
class Figures:
    counts: Counts

    def live(self, stage: str = "", status: str = "") -> int:
        stages = (stage,) if stage else LIVE_STAGES
        statuses = (status,) if status else STATUSES
        return sum(self.counts[name("live", stage, status)] for stage in stages for status in statuses)

    def spend(self, stage: str = "") -> Spend:
        """A year's, of live cycles; of a service with two live cycles the later one's."""
        stages = (stage,) if stage else LIVE_STAGES
        known = sum(self.counts[name("spend", stage)] for stage in stages)
        return Spend(known, sum(self.counts[name("unknown", stage)] for stage in stages))

    def ambition(self, code: str, status: str = "") -> int:
        statuses = (status,) if status else STATUSES
        return sum(self.counts[name("ambition", code, "cycles", status)] for status in statuses)

    def ambition_spend(self, code: str) -> Spend:
        return Spend(self.counts[name("ambition", code, "spend")], self.counts[name("ambition", code, "unknown")])

    @cached_property
    def ambitions(self) -> list[str]:
        """The codes of those that a live cycle serves; "" where one names none."""
        return sorted({key.split(":")[0] for key in below(self.counts, "ambition")})

    def median_days(self, stage: str) -> int | None:
        """The median of the days that a stage took; None of few passes."""
        return median(below(self.counts, "days", stage)) if self.passes(stage) >= FEW else None

    def passes(self, stage: str) -> int:
        return sum(below(self.counts, "days", stage).values())

    def questions_met(self, principle: str) -> QuestionsMet:
        cycles, asked, met = (self.counts[name("principle", principle, key)] for key in ("cycles", "asked", "met"))
        return QuestionsMet(cycles, asked, met)

    @cached_property
    def quarters(self) -> list[str]:
        """Those in which a contract ends, in time: "ended" first, "2027-1", and "unknown" last."""
        quarters = {key.split(":")[0] for key in below(self.counts, "contract")}
        return sorted(quarters, key=lambda quarter: ({"ended": 0, "unknown": 2}.get(quarter, 1), quarter))

    def contracts(self, quarter: str = "", kind: str = "") -> int:
        """`kind` is one of OUTCOMES. Contracts whose end is not known count only where "unknown" is asked for."""
        quarters = (quarter,) if quarter else [quarter for quarter in self.quarters if quarter != "unknown"]
        kinds = (kind,) if kind else OUTCOMES
        return sum(self.counts[name("contract", quarter, kind)] for quarter in quarters for kind in kinds)

    def contract_spend(self, quarter: str = "") -> Spend:
        quarters = (quarter,) if quarter else [quarter for quarter in self.quarters if quarter != "unknown"]
        known = sum(self.counts[name("contract", quarter, "spend")] for quarter in quarters)
        return Spend(known, sum(self.counts[name("contract", quarter, "unknown")] for quarter in quarters))

    @property
    def could_lapse(self) -> int:
        return self.contracts(kind=LAPSE)

    @property
    def decisions(self) -> tuple[int, Spend]:
        spend = Spend(self.counts["decision:value"], self.counts["decision:unknown"])
        return self.counts["decision:cycles"], spend

    @property
    def late_decisions(self) -> int:
        return self.counts["decision:late"]

    @property
    def promises(self) -> Mapping[str, int]:
        return {kind: self.counts[name("promise", kind)] for kind in ("made", "kept", "late", "open")}

    @property
    def evidence(self) -> Share:
        """Answers whose evidence is in date, of those that say met or partly met."""
        return Share(self.counts["evidence:in_date"], self.counts["evidence:said"], self.counts["evidence:cycles"])

    @cached_property
    def indicators(self) -> IndicatorSet:
        live, counts = self.live(), self.counts
        spend, uncovered = counts["covered:spend"], counts["uncovered:spend"]
        covered_services = counts["covered:services"]
        services = covered_services + counts["uncovered:services"]
        decided, overdue = counts["decided:gates"], counts["overdue"]
        return indicator_set(
            spend=Share(spend, spend + uncovered, services, (covered_services, services)),
            moving=Share(live - counts["quiet"], live, live),
            evidenced=self.evidence,
            decided=Share(decided, decided + overdue, max(counts["decided:cycles"], overdue)),
        )
