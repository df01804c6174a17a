"""Reading a tally: each figure under the name that the pages know it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cycles.models import LIVE_STAGES
from dashboard.indicators import FEW, Part, Verdict, verdict
from dashboard.tally import Tally, below, median, name

STATUSES = ("on_track", "at_risk", "off_track", "unknown")


def pounds(pence: int) -> Decimal:
    return Decimal(pence) / 100


@dataclass(frozen=True)
class Spend:
    """What is known of it, and of how many it is not known."""

    pence: int
    unknown: int

    @property
    def pounds(self) -> Decimal:
        return pounds(self.pence)

    @property
    def is_known(self) -> bool:
        return bool(self.pence) or not self.unknown


@dataclass(frozen=True)
class Met:
    """Questions met of those asked at the latest gates of so many cycles."""

    cycles: int
    asked: int
    met: int

    @property
    def shade(self) -> str:
        """How dark its cell is: h0 to h3, hx where there is no percentage to tell."""
        if self.share is None or self.cycles < FEW:
            return "hx"
        return next((f"h{place}" for place, least in ((3, 90), (2, 75), (1, 60)) if self.share >= least), "h0")

    @property
    def share(self) -> int | None:
        return self.met * 100 // self.asked if self.asked else None


@dataclass(frozen=True)
class Figures:
    tally: Tally

    def live(self, stage: str = "", status: str = "") -> int:
        stages = (stage,) if stage else LIVE_STAGES
        statuses = (status,) if status else STATUSES
        return sum(self.tally[name("live", one, how)] for one in stages for how in statuses)

    def spend(self, stage: str = "") -> Spend:
        """A year's, of live cycles; of a service in two turns the later one's."""
        stages = (stage,) if stage else LIVE_STAGES
        known = sum(self.tally[name("spend", one)] for one in stages)
        return Spend(known, sum(self.tally[name("unknown", one)] for one in stages))

    def ambition(self, code: str, status: str = "") -> int:
        statuses = (status,) if status else STATUSES
        return sum(self.tally[name("ambition", code, "cycles", how)] for how in statuses)

    def ambition_spend(self, code: str) -> Spend:
        return Spend(self.tally[name("ambition", code, "spend")], self.tally[name("ambition", code, "unknown")])

    @cached_property
    def ambitions(self) -> list[str]:
        """The codes of those that a live cycle serves; "" where one names none."""
        return sorted({key.split(":")[0] for key in below(self.tally, "ambition")})

    @property
    def uncovered(self) -> Spend:
        return Spend(self.tally["uncovered:spend"], self.tally["uncovered:unknown"])

    def took(self, stage: str) -> int | None:
        """The median of the days that a stage took; of few passes there is none."""
        return median(below(self.tally, "days", stage)) if self.passes(stage) >= FEW else None

    def passes(self, stage: str) -> int:
        return sum(below(self.tally, "days", stage).values())

    def met(self, principle: str) -> Met:
        cycles, asked, met = (self.tally[name("principle", principle, what)] for what in ("cycles", "asked", "met"))
        return Met(cycles, asked, met)

    @cached_property
    def quarters(self) -> list[str]:
        """Those in which a contract ends, what has ended already first: "ended", "2027-1", and "unknown" last."""
        return sorted({key.split(":")[0] for key in below(self.tally, "contract")}, key=_in_time)

    def contracts(self, quarter: str = "", how: str = "") -> int:
        """`how` is "lapse" or "in_time". Of those whose end is not known only what is asked for by name."""
        quarters = (quarter,) if quarter else [one for one in self.quarters if one != "unknown"]
        kinds = (how,) if how else ("lapse", "in_time")
        return sum(self.tally[name("contract", one, kind)] for one in quarters for kind in kinds)

    def contract_spend(self, quarter: str = "") -> Spend:
        quarters = (quarter,) if quarter else [one for one in self.quarters if one != "unknown"]
        known = sum(self.tally[name("contract", one, "spend")] for one in quarters)
        return Spend(known, sum(self.tally[name("contract", one, "unknown")] for one in quarters))

    @property
    def could_lapse(self) -> int:
        return self.contracts(how="lapse")

    @property
    def decisions(self) -> tuple[int, Spend]:
        spend = Spend(self.tally["decision:value"], self.tally["decision:unknown"])
        return self.tally["decision:cycles"], spend

    @property
    def promises(self) -> Mapping[str, int]:
        return {kind: self.tally[name("promise", kind)] for kind in ("made", "kept", "late", "open")}

    @cached_property
    def signs(self) -> Verdict:
        live, tally = self.live(), self.tally
        decided, overdue = tally["decided:gates"], tally["overdue"]
        return verdict(
            spend=self._covered(),
            moving=Part(live - tally["quiet"], live, live),
            evidenced=self.evidence,
            decided=Part(decided, decided + overdue, max(tally["decided:cycles"], overdue)),
        )

    @property
    def evidence(self) -> Part:
        """Answers whose evidence is in date, of those that say something."""
        return Part(self.tally["evidence:in_date"], self.tally["evidence:said"], self.tally["evidence:cycles"])

    def _covered(self) -> Part:
        """In pence; of few, each service is told."""
        spend, services = self.spend().pence, self.tally["covered:services"]
        every = services + self.tally["uncovered:services"]
        return Part(spend, spend + self.uncovered.pence, every, (services, every))


def _in_time(quarter: str) -> tuple[int, str]:
    return {"ended": 0, "unknown": 2}.get(quarter, 1), quarter
