"""Counts that add up. Pure: no Django.

A tally counts by name; the parts of a name are joined by colons ("live:plan:at_risk"). Money is in pence, so that
sums are exact. The tally of two places is the sum of theirs, whatever is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

Tally = Counter[str]


def name(*parts: object) -> str:
    return ":".join(str(part) for part in parts)


def total(tallies: Iterable[Mapping[str, int]]) -> Tally:
    added: Tally = Counter()
    for tally in tallies:
        added.update(tally)
    return added


def below(tally: Mapping[str, int], *parts: object) -> dict[str, int]:
    """Everything counted under a name, by what follows it: `below(t, "days", "plan")` gives {"123": 2}."""
    start = name(*parts) + ":"
    return {key.removeprefix(start): number for key, number in tally.items() if key.startswith(start)}


def median(histogram: Mapping[str, int]) -> int | None:
    """The middle of numbers of which each stands with how often it came up; of two the lower. None of nothing."""
    half, seen = (sum(histogram.values()) + 1) // 2, 0
    for number in sorted(histogram, key=int):
        seen += histogram[number]
        if seen >= half > 0:
            return int(number)
    return None
