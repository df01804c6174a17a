"""Which agreements local government reorganisation reaches, by the edition's figures. Pure: no Django, no clock.

Local Government and Public Involvement in Health Act 2007 s24: after the direction, the consent of the successor is
needed for what is entered into and goes on past the day on which its powers pass to it. All of it is off until the
edition switches it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ui.wording import day, money_words


@dataclass(frozen=True)
class ReorganisationFacts:
    """`longest_end` is the last day that extensions still to be taken up allow; None is without an end.

    `end_known` is False where nobody has said whether it has an end: it is taken to go on.
    """

    longest_end: date | None
    end: date | None
    value: Decimal | None
    capital: bool = False
    end_known: bool = True


@dataclass(frozen=True)
class Reorganisation:
    """Whether an agreement is flagged, whether consent is needed (None is not known), and why, in sentences."""

    flagged: bool
    consent_needed: bool | None
    sentences: tuple[str, ...] = ()


def vesting_day(figures: Mapping[str, Any]) -> date | None:
    """The day on which other councils take over; None while the edition does not switch it on with its day."""
    rules = figures["governance"].get("reorganisation") or {}
    on = rules.get("vesting_day") if rules.get("on") else ""
    return date.fromisoformat(on) if on else None


def reorganisation_of(figures: Mapping[str, Any], facts: ReorganisationFacts) -> Reorganisation:
    rules = figures["governance"].get("reorganisation")
    vesting = vesting_day(figures)
    if not rules or vesting is None:
        return Reorganisation(flagged=False, consent_needed=False)
    if facts.longest_end and facts.longest_end < vesting:
        return Reorganisation(flagged=False, consent_needed=False)
    if not facts.end_known:
        passes = f"Nothing says that it ends before vesting day, {day(vesting)}."
    elif facts.end and facts.end < vesting:
        passes = f"It can be extended past vesting day, {day(vesting)}."
    else:
        passes = f"It runs past vesting day, {day(vesting)}."
    limit = Decimal(rules["consent_over_capital" if facts.capital else "consent_over"])
    what = "capital" if facts.capital else "non-capital"
    if facts.value is None:
        return Reorganisation(True, None, (passes, "Whether consent is needed is not known: enter its value."))
    if facts.value <= limit:
        consent = f"No consent is needed for a {what} agreement of {money_words(limit)} or less."
        return Reorganisation(True, False, (passes, consent))
    by = rules["consenting_authority"] or "the successor council"
    consent = f"It is a {what} agreement over {money_words(limit)}: the written consent of {by} is needed."
    return Reorganisation(True, True, (passes, consent))
