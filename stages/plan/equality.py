"""What an equality analysis lacks, says in a sentence, and how two versions of it differ. Pure: no Django.

Its content is plain JSON: {number, is_screening, proposal, ..., characteristics: [{code, name, is_local, evidence,
missing, impacts: [{limb, name, impact, why}]}], mitigations: [{id, action, characteristics, owner, due}]}.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.wording import counted, day, listed

Content = Mapping[str, Any]
Row = Mapping[str, Any]

IMPACTS = {"positive": "Positive", "none": "None", "negative": "Negative", "not_known": "Not known"}
FULL_TIERS = ("L", "X")  # for which a screening is not enough
NAMED = 3  # names in a sentence; more are counted
TEXTS = {
    "proposal": "What is proposed",
    "service_data": "Service data",
    "data_dated": "Date of the data",
    "missing_groups": "Groups missing from the evidence",
    "affects": "Affects any group differently",
    "affected": "Groups affected",
    "needs_full": "Full analysis needed",
    "conclusion": "Conclusion",
}


@dataclass(frozen=True)
class EqualityGap:
    """One thing that keeps an analysis from being complete; `page` is where it is put right."""

    sentence: str
    page: str  # description, characteristics, mitigations or conclusion


@dataclass(frozen=True)
class Difference:
    what: str
    before: str
    after: str


def short_limb(name: str) -> str:
    """A limb of the duty as a column says it: "Advance equality of opportunity"."""
    return re.split(r",| between ", name)[0]


def text_of(content: Content, name: str) -> str:
    """One of TEXTS as people read it."""
    value = content[name]
    match name:
        case "data_dated":
            return day(date.fromisoformat(value)) if value else ""
        case "affects":
            return {"yes": "Yes", "no": "No", "not_known": "Not known yet"}.get(value, "")
        case "affected":
            names = {row["code"]: row["name"] for row in content["characteristics"]}
            return ", ".join(names.get(code, code) for code in value)
        case "needs_full":
            return "" if value is None else ("Yes" if value else "No")
    return str(value)


def impact_text(impact: Row) -> str:
    """Negative: fewer visits reach villages."""
    word = IMPACTS.get(impact["impact"], "")
    return f"{word}: {impact['why']}" if impact["why"] else word


def impacts_in_words(impacts: Sequence[Row]) -> str:
    """No impact; or, of what has one or is open, each kind once: "Negative: advance equality of opportunity"."""
    limbs: dict[str, list[str]] = {}
    for one in impacts:
        if one["impact"] != "none":
            limb = short_limb(one["name"])
            limbs.setdefault(one["impact"], []).append(limb[:1].lower() + limb[1:])
    said = [f"{IMPACTS.get(impact, 'Not looked at')}: {listed(names)}" for impact, names in limbs.items()]
    return "; ".join(said) or "No impact"


def impacts_of(content: Content, impact: str) -> list[tuple[Row, Row]]:
    """Every (characteristic, impact) of that kind."""
    return [(row, one) for row in content["characteristics"] for one in row["impacts"] if one["impact"] == impact]


def is_begun(row: Row) -> bool:
    """Whether anything is said about a characteristic."""
    return bool(row["evidence"] or row["missing"] or any(one["impact"] or one["why"] for one in row["impacts"]))


def mitigations_for(content: Content, code: str) -> list[Row]:
    return [row for row in content["mitigations"] if code in row["characteristics"]]


def gaps(content: Content) -> list[EqualityGap]:
    """What is missing before it can be marked complete, in reading order."""
    found = [
        EqualityGap(sentence, "description")
        for is_missing, sentence in (
            (not content["service_data"], "It does not say what the service data shows."),
            (content["service_data"] and not content["data_dated"], "The service data has no date."),
            (not _names_missing_groups(content), "It does not say which groups are missing from the evidence."),
        )
        if is_missing
    ]
    if content["is_screening"]:
        found += _screening_gaps(content)
    else:
        found += [*_assessment_gaps(content), *_mitigation_gaps(content)]
    if not content["conclusion"]:
        page = "description" if content["is_screening"] else "conclusion"
        found.append(EqualityGap("It has no conclusion.", page))
    return found


def opened_sentence(content: Content) -> tuple[bool, str]:
    """Whether the analysis holds what it must begin with, and the sentence that says so."""
    name = "The screening" if content["is_screening"] else "The equality analysis"
    if not content["service_data"]:
        return False, f"{name} says nothing about service data yet."
    if not content["data_dated"]:
        return False, f"{name} does not say of when its service data is."
    if not _names_missing_groups(content):
        return False, f"{name} does not name the groups that are missing from our evidence."
    dated = text_of(content, "data_dated")
    return True, f"{name} is open, with service data of {dated} and the groups missing from our evidence."


def complete_sentence(content: Content) -> str:
    """Version 2 of 3 November 2026 is complete: 2 negative impacts, each with a mitigation, an owner and a date."""
    start = f"Version {content['number']} of {day(date.fromisoformat(content['completed_on']))} is complete"
    if content["is_screening"]:
        return f"{start}: a screening, after which no full analysis is needed."
    negative, unknown = len(impacts_of(content, "negative")), len(impacts_of(content, "not_known"))
    says = "no negative impact"
    if negative:
        has = ", each with a mitigation, an owner and a date" if negative > 1 else ", with a mitigation, owner and date"
        says = f"{counted(negative, 'negative impact')}{has}"
    if unknown:
        says += f"; {counted(unknown, 'impact')} not known"
    local = [row["name"] for row in content["characteristics"] if row["is_local"] and not is_begun(row)]
    return f"{start}: {says}." + (f" Not looked at, though the council considers it: {listed(local)}." if local else "")


def differences(before: Content, after: Content) -> list[Difference]:
    """Everything that two versions say differently, in reading order."""
    return list(_differences(before, after))


def _differences(before: Content, after: Content) -> Iterator[Difference]:
    kinds = ["Full analysis", "Screening"]
    if before["is_screening"] != after["is_screening"]:
        yield Difference("Kind", kinds[before["is_screening"]], kinds[after["is_screening"]])
    for name, label in TEXTS.items():
        if name != "conclusion" and before[name] != after[name]:
            yield Difference(label, text_of(before, name), text_of(after, name))
    earlier = {row["code"]: row for row in before["characteristics"]}
    for row in after["characteristics"]:
        was = earlier.get(row["code"], row | {"evidence": "", "missing": "", "impacts": []})
        for name, label in (("evidence", "evidence"), ("missing", "missing from the evidence")):
            if was[name] != row[name]:
                yield Difference(f"{row['name']}, {label}", was[name], row[name])
        impacts = {one["limb"]: impact_text(one) for one in was["impacts"]}
        for one in row["impacts"]:
            if impacts.get(one["limb"], "") != impact_text(one):
                what = f"{row['name']}, {short_limb(one['name'])}"
                yield Difference(what, impacts.get(one["limb"], ""), impact_text(one))
    had = {row["id"]: mitigation_text(before, row) for row in before["mitigations"]}
    has = {row["id"]: mitigation_text(after, row) for row in after["mitigations"]}
    for key in [*had, *(key for key in has if key not in had)]:
        if had.get(key) != has.get(key):
            yield Difference("Mitigation", had.get(key, ""), has.get(key, ""))
    if before["conclusion"] != after["conclusion"]:
        yield Difference(TEXTS["conclusion"], before["conclusion"], after["conclusion"])


def mitigation_text(content: Content, row: Row) -> str:
    """Extra visits, for age and disability. Leanne Cooper, by 31 March 2027."""
    owner, due = row["owner"] or "Nobody", day(date.fromisoformat(row["due"])) if row["due"] else "no date"
    return f"{row['action']}, for {names_of(content, row['characteristics'])}. {owner}, by {due}."


def names_of(content: Content, codes: Sequence[str]) -> str:
    names = {row["code"]: row["name"] for row in content["characteristics"]}
    return listed([names.get(code, code) for code in codes]) or "nobody named"


def _names_missing_groups(content: Content) -> bool:
    return bool(content["missing_groups"] or any(row["missing"] for row in content["characteristics"]))


def _screening_gaps(content: Content) -> Iterator[EqualityGap]:
    if not content["affects"]:
        yield EqualityGap("It does not say whether the proposal affects any group differently.", "description")
    if content["affects"] == "yes" and not content["affected"]:
        yield EqualityGap("It does not say which groups the proposal affects differently.", "description")
    if content["needs_full"] is None:
        yield EqualityGap("It does not say whether a full analysis is needed.", "description")
    if content["needs_full"]:
        yield EqualityGap("It says that a full analysis is needed, which has not begun.", "description")


def _assessment_gaps(content: Content) -> Iterator[EqualityGap]:
    """Of the characteristics that the law names; those that the council adds may stay empty."""
    rows = [row for row in content["characteristics"] if not row["is_local"]]
    if empty := [row["name"] for row in rows if not row["evidence"]]:
        yield EqualityGap(f"It says nothing about the evidence on {_some(empty)}.", "characteristics")
    if open_ones := [row["name"] for row in rows if not all(one["impact"] for one in row["impacts"])]:
        yield EqualityGap(f"The impact is not given for every part of the duty: {_some(open_ones)}.", "characteristics")
    unsaid = [
        f"{row['name']} ({IMPACTS[one['impact']].lower()})"
        for row in content["characteristics"]
        for one in row["impacts"]
        if one["impact"] not in ("", "none") and not one["why"]
    ]
    if unsaid:
        yield EqualityGap(f"It does not say why the impact is what it is: {_some(unsaid)}.", "characteristics")


def _mitigation_gaps(content: Content) -> Iterator[EqualityGap]:
    harmed = {row["code"]: row["name"] for row, _ in impacts_of(content, "negative")}
    if bare := [name for code, name in harmed.items() if not mitigations_for(content, code)]:
        yield EqualityGap(f"A negative impact has no mitigation: {_some(bare)}.", "mitigations")
    for key, what in (("owner", "an owner"), ("due", "a date")):
        if lacking := [f"“{row['action']}”" for row in content["mitigations"] if not row[key]]:
            has = "has" if len(lacking) == 1 else "have"
            yield EqualityGap(f"{_some(lacking)} {has} not {what}.", "mitigations")


def _some(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return listed(list(names))
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
