"""What an edition says of agreements, as items with texts: notices, waivers, risk classes. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from principles.comparison import EditionItem
from principles.notices import AGREEMENT_KINDS, BELONGS_TO, CATEGORIES, EVENTS, FLAGS
from ui.wording import counted, day, listed

Rule = Mapping[str, Any]


def agreement_sections(figures: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Sequence[EditionItem]]:
    """`codes` are the names of delivery routes, legal regimes and their routes. An older edition has no notices."""
    exclusions = figures.get("notice_exclusions", {"kinds": {}, "regimes": {}})
    return {
        "Notices": [_notice(notice, codes) for notice in figures.get("notices", ())],
        "Why notices are not required": [
            EditionItem(code, names.get(code, code).capitalize(), {"Reason": sentence})
            for key, names in (("kinds", AGREEMENT_KINDS), ("regimes", codes))
            for code, sentence in exclusions[key].items()
        ],
        "Causes of waivers": [
            EditionItem(cause["code"], cause["name"], {"Name": cause["name"]})
            for cause in figures.get("waiver_causes", ())
        ],
        "Risk classes": [
            EditionItem(each["code"], each["name"], {"Name": each["name"], "Asks": each["asks"]})
            for each in figures.get("risk_classes", ())
        ],
    }


def _notice(notice: Rule, codes: Mapping[str, str]) -> EditionItem:
    texts = {
        "Name": notice["name"],
        "Belongs to": BELONGS_TO[notice["belongs_to"]],
        "Legal basis": notice["basis"],
        "Source": notice["source"],
        "Checked against the law itself": "No" if notice["unverified"] else "Yes",
        "Concerns": listed([AGREEMENT_KINDS[kind] for kind in notice["kinds"]]),
        "Under": listed([codes.get(regime, regime) for regime in notice["regimes"]]),
        "Not required of an agreement": notice["because"],
    }
    for number, rule in enumerate(notice["rules"], start=1):
        conditions = _conditions(rule, codes)
        where = f"Where {' and '.join(conditions)}: " if conditions else ""
        answer = f"not required. {rule['not_required']}" if "not_required" in rule else _timing(rule)
        texts[f"Rule {number}"] = where + answer if where else answer[:1].upper() + answer[1:]
    return EditionItem(notice["code"], f"{notice['code']} {notice['name']}".replace("_", " "), texts)


def _conditions(rule: Rule, codes: Mapping[str, str]) -> list[str]:
    names = {
        "kinds": AGREEMENT_KINDS,
        "routes": codes,
        "regimes": codes,
        "regime_routes": codes,
        "categories": CATEGORIES,
    }
    said = [f"it is {listed([names[key].get(code, code) for code in rule[key]], 'or')}" for key in names if key in rule]
    vat = "without VAT" if rule.get("without_vat") else "with VAT"
    if "value_from" in rule:
        said.append(f"it is worth £{rule['value_from']:,} or more {vat}")
    if "value_over" in rule:
        said.append(f"it is worth more than £{rule['value_over']:,} {vat}")
    said += [words if rule[key] else f"it is not so that {words}" for key, words in FLAGS.items() if key in rule]
    if "commenced_from" in rule:
        said.append(f"its procurement commenced from {day(date.fromisoformat(rule['commenced_from']))}")
    return said


def _timing(rule: Rule) -> str:
    key = next(key for key in ("days", "working_days", "months") if key in rule)
    unit = {"days": "calendar day", "working_days": "working day", "months": "month"}[key]
    event = f"the day {EVENTS[rule['event']]}"
    if rule[key]:
        side = "before" if rule.get("before") else "after"
        counting = ", which counts as the first" if rule.get("counts_event_day") else ""
        due = f"due {counted(rule[key], unit)} {side} {event}{counting}"
    else:
        due = f"due by {event}"
    parts = [due]
    if rule.get("standstill"):
        parts.append("with the standstill over before it")
    if "payments_over" in rule:
        parts.append(f"where more than £{rule['payments_over']:,} was paid at once")
    if "change_from" in rule:
        parts.append(f"for a change of £{rule['change_from']:,} or more")
    if "covers_months" in rule:
        parts.append(f"for {counted(rule['covers_months'], 'month')} from then")
    if rule.get("practicable"):
        parts.append("or as soon as reasonably practicable")
    if rule.get("repeats"):
        parts.append("each time")
    if "from" in rule:
        parts.append(f"from {day(date.fromisoformat(rule['from']))} on")
    return ", ".join(parts)
