"""Which notices an agreement or a running procurement owes, by when, and why not the others. Pure: no Django, no clock.

The rules are data of the edition: `notices` in framework.yaml, in the words of principles/notices.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from calendars.days import add_working_days, on_or_before, same_day_of_month, working_days
from contracts.financial_years import Period, financial_quarter_of, half_year_of, year_of
from cycles.timetable import standstill_end, standstill_rule
from notices.events import NEED_NOT_HAPPEN, Occurrence, has_passed, occurrences
from notices.facts import NoticeDue, NoticeDueState, NoticeFacts, NoticeNotRequired, PublishedNotice
from principles.notices import EVENTS, FLAGS
from ui.wording import counted, day

Rule = Mapping[str, Any]
# Of an abandoned procurement these never happen.
AFTER_AWARD = frozenset({"award", "contract_signed", "start", "contract_end", "performance_year", "quarter_end"})
# How long before an agreement came into the register its notices are counted. What was due earlier belongs to the time
# of another register: nobody is late with it here, and nobody is e-mailed about it.
BEFORE_REGISTER = timedelta(days=60)
PERIODS: dict[str, Callable[[date], Period]] = {
    "year_start": year_of,
    "quarter_end": financial_quarter_of,
    "half_year_end": half_year_of,
    "year_end": year_of,
}


def notices_due(facts: NoticeFacts, figures: Mapping[str, Any], today: date) -> list[NoticeDue]:
    """Every notice of the edition in its order, with each of its occurrences up to the next one.

    Working days are counted without the council's closed days, which calendars/days.py reads.
    """
    due = []
    for notice in figures.get("notices", ()):
        rule = _rule(notice, facts, figures)
        rows = [rule] if isinstance(rule, NoticeDue) else _rows(notice, rule, facts, figures, today)
        rows = [_with_word(row, facts.not_required) for row in rows]
        # what was published counts also where it was not required
        shown = {row.occurrence for row in rows if row.state is NoticeDueState.PUBLISHED}
        others = [each for each in facts.published if each.code == notice["code"] and each.occurrence not in shown]
        if others and len(rows) == 1 and rows[0].state in (NoticeDueState.NOT_REQUIRED, NoticeDueState.NOT_KNOWN):
            rows = []
        due += rows + [_published(notice, each, None) for each in others]
    return due


def council_notices_due(
    figures: Mapping[str, Any],
    published: Sequence[PublishedNotice],
    not_required: Sequence[NoticeNotRequired],
    since: date,
    today: date,
) -> list[NoticeDue]:
    """The notices of the council as a whole: for each the periods from `since` on, up to the one that is to come."""
    facts, rows = NoticeFacts(kind="", published=tuple(published)), []
    for notice in figures.get("notices", ()):
        if notice["belongs_to"] != "council":
            continue
        rule = notice["rules"][0]
        starts = rule["event"] == "year_start"
        period = PERIODS[rule["event"]](max(since, _day(rule.get("from")) or since))
        while period.first <= today:
            occurrence = Occurrence(period.name, period.first if starts else period.last)
            rows.append(_row(notice, rule, occurrence, facts, figures, today))
            period = PERIODS[rule["event"]](period.last + timedelta(days=1))
    return [_with_word(row, not_required) for row in rows]


def since_register(row: NoticeDue, added_on: date) -> NoticeDue:
    """The row as it counts for an agreement that came into the register on `added_on`."""
    since = added_on - BEFORE_REGISTER
    if row.state is not NoticeDueState.LATE or row.due_by is None or row.due_by >= since:
        return row
    sentence = (
        f"It was due by {day(row.due_by)}, before {day(since)}, from when notices of this agreement are counted:"
        f" {BEFORE_REGISTER.days} days before it came into the register. Record it if it was published."
    )
    return replace(row, state=NoticeDueState.EARLIER, sentence=sentence, days_late=0)


def due_by(
    rule: Rule, event_day: date, facts: NoticeFacts | None = None, figures: Mapping[str, Any] | None = None
) -> date:
    """The last day on which the notice is in time: where it has a standstill, that is over before the event."""
    if rule.get("standstill") and facts and figures:
        # a voluntary standstill binds nobody: there it must only be out before the contract is entered into
        standstill = standstill_rule(figures, facts.route, facts.regime, facts.regime_route)
        if standstill is None or standstill["voluntary"]:
            return event_day
        published = on_or_before(event_day - timedelta(days=1))
        while standstill_end(standstill, published) >= event_day:
            published = add_working_days(published, -1)
        return published
    direction = -1 if rule.get("before") else 1
    if "months" in rule:
        return same_day_of_month(event_day, direction * rule["months"])
    if "working_days" in rule:
        return add_working_days(event_day, direction * (rule["working_days"] - rule.get("counts_event_day", False)))
    return event_day + timedelta(days=direction * (rule["days"] - rule.get("counts_event_day", False)))


def award_standstill_over(facts: NoticeFacts, figures: Mapping[str, Any], published: date) -> date | None:
    """The last day of the standstill, voluntary or not, after an award is published; None where there is none."""
    rule = standstill_rule(figures, facts.route, facts.regime, facts.regime_route)
    return standstill_end(rule, published) if rule else None


def _rule(notice: Rule, facts: NoticeFacts, figures: Mapping[str, Any]) -> Rule | NoticeDue:
    """The first rule that fits; or the answer, where none has to be asked or a fact is missing."""
    exclusions = figures["notice_exclusions"]
    if notice["belongs_to"] != "agreement":
        return _because(notice, notice["because"])
    if notice["kinds"] and facts.kind not in notice["kinds"]:
        return _because(notice, exclusions["kinds"].get(facts.kind, "It is an agreement of another kind."))
    if notice["regimes"]:
        if not facts.regime:
            return _not_known(notice, "Its legal regime is not decided yet.")
        if facts.regime not in notice["regimes"]:
            return _because(notice, exclusions["regimes"].get(facts.regime, "It is under another legal regime."))
    for rule in notice["rules"]:
        answers = list(_answers(rule, facts))
        if any(answer is False for answer in answers):
            continue
        if missing := next((answer for answer in answers if isinstance(answer, str)), ""):
            return _not_known(notice, missing)
        return _because(notice, rule["not_required"]) if "not_required" in rule else rule
    raise ValueError(f"{notice['code']} has no rule that fits: its last rule must have no condition")


def _answers(rule: Rule, facts: NoticeFacts) -> Iterator[bool | str]:
    """Whether each condition of a rule holds, or which fact is missing, as a sentence."""
    codes = {
        "kinds": (facts.kind, ""),
        "routes": (facts.route, "Its delivery route is not decided yet."),
        "regimes": (facts.regime, "Its legal regime is not decided yet."),
        "regime_routes": (facts.regime_route, "Its route within the legal regime is not decided yet."),
        "categories": (facts.category, "Whether it is for goods and services, works or a concession is not known."),
    }
    for key, (code, missing) in codes.items():
        if key in rule:
            yield code in rule[key] if code else missing
    for key in ("value_from", "value_over"):
        if key in rule:
            yield _worth(facts, Decimal(rule[key]), key == "value_over", without_vat=rule.get("without_vat", False))
    engaged = True if facts.engagement_on else facts.engaged
    flags = {"engaged": engaged, "advertised": facts.advertised, "urgent": facts.urgent}
    flags["kpis_published"] = facts.kpis_published
    for key, words in FLAGS.items():
        if key in rule:
            known = flags[key]
            yield f"Whether {words} is not known." if known is None else known is rule[key]
    if limit := _day(rule.get("commenced_from")):
        commenced = facts.commenced_on
        yield commenced >= limit if commenced else "The day on which its procurement commenced is not known."


def _worth(facts: NoticeFacts, limit: Decimal, over: bool, *, without_vat: bool) -> bool | str:
    """The value with VAT is never below that without it, so either may answer for the other."""
    value = facts.value_without_vat if without_vat else facts.value_with_vat
    other = facts.value_with_vat if without_vat else facts.value_without_vat
    if value is not None:
        return value > limit if over else value >= limit
    if other is not None:
        reached = other > limit if over else other >= limit
        if reached is not without_vat:  # too much already without VAT, or too little even with it
            return reached
    return f"Its whole-life value {'without' if without_vat else 'with'} VAT is not known."


def _rows(notice: Rule, rule: Rule, facts: NoticeFacts, figures: Mapping[str, Any], today: date) -> list[NoticeDue]:
    """One for each occurrence for which the rule is in force; where there is none, why."""
    if facts.abandoned_on and rule["event"] in AFTER_AWARD and not facts.signed_on:
        return [_because(notice, f"The procurement was abandoned on {day(facts.abandoned_on)}, so nothing was signed.")]
    found, since = occurrences(facts, rule, today), _day(rule.get("from"))
    concerned = [each for each in found if not (since and each.day and each.day < since)]
    if concerned:
        return [_row(notice, rule, each, facts, figures, today) for each in concerned]
    if "payments_over" in rule:
        return [_because(notice, f"No payment over £{rule['payments_over']:,} is recorded.")]
    if since and found:
        sentence = f"The law on it is in force from {day(since)}, and nothing has happened since that needs it."
        return [_because(notice, sentence)]
    return [_because(notice, NEED_NOT_HAPPEN.get(rule["event"], "Nothing has happened that needs it."))]


def _row(
    notice: Rule, rule: Rule, each: Occurrence, facts: NoticeFacts, figures: Mapping[str, Any], today: date
) -> NoticeDue:
    """One occurrence. The due day itself is in time; the day after it is one day late."""
    last = due_by(rule, each.day, facts, figures) if each.day and not each.missing else None
    for record in facts.published:
        if (record.code, record.occurrence) == (notice["code"], each.name):
            return _published(notice, record, last, rule)
    if each.day is None or last is None:  # its event has no day yet, or that it is needed is not known
        words = each.missing or f"The day {EVENTS[rule['event']]} is not known."
        if each.missing or has_passed(facts, rule["event"], today):
            return _not_known(notice, words, each.name)
        return NoticeDue(notice["code"], notice["name"], NoticeDueState.TO_COME, f"To come. {words}", each.name)
    soon = "as soon as reasonably practicable, and " if rule.get("practicable") else ""
    answer = NoticeDue(notice["code"], notice["name"], NoticeDueState.DUE, "", each.name, last)
    if last < today:
        number, late = _late(rule, last, today)
        sentence = f"{late} late: it was due {soon}by {day(last)}."
        return replace(answer, state=NoticeDueState.LATE, sentence=sentence, days_late=number)
    if each.day > today and not rule.get("before"):
        sentence = f"To come. It will be due {soon}by {day(last)}."
        return replace(answer, state=NoticeDueState.TO_COME, sentence=sentence)
    return replace(answer, sentence=f"Due {soon}by {day(last)}.")


def _published(notice: Rule, record: PublishedNotice, last: date | None, rule: Rule | None = None) -> NoticeDue:
    answer = NoticeDue(
        notice["code"],
        notice["name"],
        NoticeDueState.PUBLISHED,
        f"Published on {day(record.published_on)}.",
        record.occurrence,
        last,
        published_on=record.published_on,
        link=record.link,
    )
    if last and rule and record.published_on > last:
        number, late = _late(rule, last, record.published_on)
        sentence = f"Published on {day(record.published_on)}, {late} late: it was due by {day(last)}."
        return replace(answer, sentence=sentence, days_late=number)
    return answer


def _late(rule: Rule, last: date, until: date) -> tuple[int, str]:
    """How late, in working days where the rule counts them, else in calendar days."""
    if "working_days" in rule and (number := working_days(last, until)):
        return number, counted(number, "working day")
    return (until - last).days, counted((until - last).days, "day")


def _with_word(row: NoticeDue, words: Sequence[NoticeNotRequired]) -> NoticeDue:
    """What somebody recorded as not required, unless it was published all the same."""
    for word in words:
        if (word.code, word.occurrence) == (row.code, row.occurrence) and row.state is not NoticeDueState.PUBLISHED:
            return NoticeDue(row.code, row.name, NoticeDueState.NOT_REQUIRED, word.because, row.occurrence)
    return row


def _because(notice: Rule, sentence: str) -> NoticeDue:
    return NoticeDue(notice["code"], notice["name"], NoticeDueState.NOT_REQUIRED, sentence)


def _not_known(notice: Rule, sentence: str, occurrence: str = "") -> NoticeDue:
    return NoticeDue(notice["code"], notice["name"], NoticeDueState.NOT_KNOWN, sentence, occurrence)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
