"""When what a notice is due before or after has happened, or is planned. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.financial_years import financial_quarter_of, financial_quarters, year_of
from contracts.terms import last_day_of_term
from notices.facts import NoticeFacts

# In the order in which they happen: where a later one has happened, an earlier one without a date did too.
IN_ORDER = ("tender", "award", "contract_signed", "start", "contract_end")
# What need not happen at all, and what is said while it has not.
NEED_NOT_HAPPEN = {
    "change": "No change that needs it has been made.",
    "breach": "No breach or poor performance is recorded.",
    "abandonment": "The procurement has not been abandoned.",
}


@dataclass(frozen=True)
class Occurrence:
    """A time that a notice is due. `day` is when its event happens or is planned; None is not known."""

    name: str
    day: date | None
    missing: str = ""  # what must be known first, as a sentence


def occurrences(facts: NoticeFacts, rule: Mapping[str, Any], today: date) -> list[Occurrence]:
    """Every occurrence up to today, and the next one where it is known."""
    event = rule["event"]
    if event == "change":
        return _changes(facts, rule)
    if event == "performance_year":
        return _performance_years(facts, today)
    if "payments_over" in rule:
        return _quarters_of_payments(facts, rule["payments_over"], today)
    if event in ("quarter_end", "year_end"):
        period = financial_quarter_of if event == "quarter_end" else year_of
        signed = event_day(facts, "contract_signed")
        return [Occurrence("", period(signed).last if signed else None)]
    if event == "breach":
        return [Occurrence(day.isoformat(), day) for day in facts.breaches]
    day = event_day(facts, event)
    return [] if event == "abandonment" and not day else [Occurrence("", day)]


def event_day(facts: NoticeFacts, event: str) -> date | None:
    """The day of an event that happens once, or for which it is planned."""
    happened = {
        "tender": facts.tender_on,
        "award": facts.award_on,
        "contract_signed": facts.signed_on,
        "start": facts.start,
        "contract_end": facts.last_day,
        "abandonment": facts.abandoned_on,
    }
    return happened[event] or facts.planned.get(event)


def has_passed(facts: NoticeFacts, event: str, today: date) -> bool:
    """Whether the event, whose day is not known, must have happened because a later one has."""
    later = IN_ORDER[IN_ORDER.index(event) + 1 :] if event in IN_ORDER else ("start", "contract_end")
    return any((day := event_day(facts, each)) and day <= today for each in later)


def _changes(facts: NoticeFacts, rule: Mapping[str, Any]) -> list[Occurrence]:
    """The changes that need the notice: from the value that the rule names, or else those that are notifiable."""
    found = []
    for change in facts.changes:
        if "change_from" in rule:
            needed = None if change.value is None else abs(change.value) >= rule["change_from"]
            missing = f"The value of the change {change.key} is not known."
        else:
            needed = change.notifiable
            missing = f"Whether the change {change.key} is over the limits is not known: enter its value and its term."
        if needed is not False:
            found.append(Occurrence(change.key, change.on, "" if needed else missing))
    return found


def _performance_years(facts: NoticeFacts, today: date) -> list[Occurrence]:
    """The last day of each year since the start; the last year ends with the agreement, and is called end."""
    if not facts.start:
        return [Occurrence("", None)]
    found: list[Occurrence] = []
    for number in range(1, 100):
        last = last_day_of_term(facts.start, 12 * number)
        if facts.last_day and last >= facts.last_day:
            return [*found, Occurrence("end", facts.last_day)]
        found.append(Occurrence(str(last.year), last))
        if last > today:
            break
    return found


def _quarters_of_payments(facts: NoticeFacts, over: int, today: date) -> list[Occurrence]:
    """The quarters in which something over the figure was paid; where payments are not known, every quarter ended."""
    since = event_day(facts, "contract_signed") or facts.start
    if facts.payments is not None:
        quarters = {financial_quarter_of(payment.on) for payment in facts.payments if payment.amount > over}
        return [Occurrence(each.name, each.last) for each in sorted(quarters, key=lambda each: each.last)]
    if since is None:
        return [Occurrence("", None)]
    return [
        Occurrence(each.name, each.last, f"Whether a payment over £{over:,} was made in {each.name} is not known.")
        for each in financial_quarters(since, min(today, facts.last_day or today))
        if each.last < today
    ]
