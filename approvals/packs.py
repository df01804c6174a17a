"""The sealed pack of a submission: its digest, and how each part of two packs differs. Pure: no Django.

A pack is plain JSON: {cycle: {...}, answers: [{code, title, state, ...}], conditions_proposed: [...], ...}.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ui.wording import day

Pack = Mapping[str, Any]
Row = Mapping[str, Any]
Fields = Mapping[str, tuple[str, Callable[[Any], str]]]  # key in the pack: its name, and how its value is shown

STATES = {
    "unanswered": "not answered",
    "met": "met",
    "partly_met": "partly met",
    "not_met": "not met",
    "not_applicable": "does not apply",
}
NEXT_STEPS = {
    "recommission": "commission it again",
    "redesign": "redesign it",
    "extend": "extend the arrangement",
    "in_house": "bring it in-house",
    "stop": "stop the service",
}


@dataclass(frozen=True)
class SealedTable:
    """Rows of a cycle's own work as a pack holds them, in texts: (id, cells) in their order, told apart by their ids.

    `sentences` say what follows from them. `stage` is the one whose work they are, that of the gate unless it is named.
    `officers_only` tables are not published with the answers of the stage.
    """

    code: str
    title: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    sentences: Sequence[str] = ()
    stage: str = ""
    officers_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "columns": list(self.columns),
            "rows": [{"id": key, "cells": list(cells)} for key, cells in self.rows],
            "sentences": list(self.sentences),
            "stage": self.stage,
            "officers_only": self.officers_only,
        }


def digest(pack: Pack) -> str:
    """SHA-256 of the pack in canonical JSON."""
    text = json.dumps(pack, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_digest(text: str) -> bool:
    """Whether a text could be one; what a page sends back may be anything."""
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def failing_findings(pack: Pack) -> list[Row]:
    """The sealed findings that each signer must accept by name."""
    return [row for row in pack.get("findings", ()) if row["result"] == "fails"]


def tables_of(pack: Pack, stage: str = "") -> list[Row]:
    """The sealed tables in reading order, those of one stage if it is named."""
    return [table for table in pack.get("tables", ()) if stage in ("", table["stage"])]


def value_differences(before: Pack, after: Pack) -> list[str]:
    return _value_changes(VALUES, before["cycle"], after["cycle"])


def answer_differences(before: Pack, after: Pack) -> list[str]:
    return _answers_changes(before["answers"], after["answers"])


def finding_differences(before: Pack, after: Pack) -> list[str]:
    """A finding is a row {question, title, result, sentence}; a pack without findings has no key for them."""
    earlier = {row["question"]: row for row in before.get("findings", ())}
    sentences = []
    for row in after.get("findings", ()):
        then, exception = earlier.get(row["question"], {}), row.get("exception", "")
        if then.get("result", "unknown") != row["result"]:
            sentences.append(
                f"The check of “{row['title']}” now {row['result']}: {row['sentence']} {exception}".rstrip()
            )
        elif exception and not then.get("exception"):
            sentences.append(f"The check of “{row['title']}” still fails, now with an exception. {exception}")
    now = {row["question"] for row in after.get("findings", ())}
    gone = [row["title"] for code, row in earlier.items() if code not in now]
    return sentences + [f"The check of “{title}” no longer says anything." for title in gone]


def table_differences(before: Pack, after: Pack, stage: str = "") -> list[str]:
    """Rows that came, went or say something else, table by table, and new sentences; of one stage, if named."""
    earlier = {table["code"]: table for table in tables_of(before, stage)}
    later = {table["code"]: table for table in tables_of(after, stage)}
    empty: dict[str, Any] = {"rows": [], "sentences": [], "columns": []}
    sentences: list[str] = []
    for code, table in later.items():
        sentences += _table_changes(table["title"], earlier.get(code, empty), table)
    gone = [table["title"] for code, table in earlier.items() if code not in later]
    return sentences + [f"{title} no longer holds anything." for title in gone]


def request_differences(before: Pack, after: Pack) -> list[str]:
    """Of the conditions that the team proposes and of what it wants to come next."""
    return [
        *_proposal_changes(before["conditions_proposed"], after["conditions_proposed"]),
        *_value_changes(NEXT, before, after),
    ]


def _money(value: str) -> str:
    return f"£{Decimal(value):,.2f}".removesuffix(".00")


def _date(value: str) -> str:
    return day(date.fromisoformat(value))


def _quoted(value: str) -> str:
    return f"“{value}”"


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _names(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


VALUES: Fields = {
    "whole_life_value": ("whole-life value without VAT", _money),
    "vat": ("VAT on it", _money),
    "yearly_value": ("yearly value without VAT", _money),
    "tier_flags": ("list of what applies", _quoted),
    "tier_name": ("tier", str),
    "delivery_route": ("delivery route", str),
    "other_routes": ("routes combined with it", _names),
    "legal_regime": ("legal regime", str),
    "regime_route": ("route of the legal regime", str),
    "need_by": ("need-by date", _date),
    "runs_today": ("entry of what runs today", str),
    "runs_until": ("last day of what runs today", _date),
    "notice_to_it_by": ("last day to give notice to what runs today", _date),
    "key_decision": ("key decision", _yes_or_no),
    "decided_by": ("decision maker", str),
    "lead": ("lead commissioner", str),
    "sponsor": ("sponsor", str),
    "contract_manager": ("contract manager", str),
    "purpose": ("purpose", _quoted),
    "ambitions": ("ambitions", _names),
    "divisions": ("divisions", _names),
}
KNOWN_OR_NOT = {"runs_today", "runs_until", "notice_to_it_by"}  # facts, not decisions: without a value not known
NEXT: Fields = {
    "next_step": ("next step", NEXT_STEPS.__getitem__),
    "next_need_by": ("next need-by date", _date),
    "review_on": ("date of the review", _date),
}


def _value_changes(fields: Fields, old: Row, new: Row) -> list[str]:
    return [
        f"The {name} changed from {_shown(key, old, show)} to {_shown(key, new, show)}."
        for key, (name, show) in fields.items()
        if old.get(key) != new.get(key)
    ]


def _shown(key: str, row: Row, show: Callable[[Any], str]) -> str:
    value = row.get(key)
    if value in (None, "", []):
        return "not known" if key in KNOWN_OR_NOT else "not decided"
    return show(value)


def _table_changes(title: str, old: Row, new: Row) -> Iterator[str]:
    before = {row["id"]: row["cells"] for row in old["rows"]}
    after = {row["id"]: row["cells"] for row in new["rows"]}
    for key, cells in after.items():
        if key not in before:
            yield f"{title}: “{cells[0]}” is new."
            continue
        if before[key] == cells:
            continue
        was = dict(zip(old["columns"], before[key], strict=True))
        for column, text in zip(new["columns"], cells, strict=True):
            if was.get(column, "") != text:
                change = f"{column} changed from {_said(was.get(column, ''))} to {_said(text)}"
                yield f"{title}, “{before[key][0]}”: {change}."
    for key, cells in before.items():
        if key not in after:
            yield f"{title}: “{cells[0]}” was removed."
    for sentence in new["sentences"]:
        if sentence not in old["sentences"]:
            yield f"{title} now says: {sentence}"


def _said(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _answers_changes(old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    before = {answer["code"]: answer for answer in old}
    after = {answer["code"]: answer for answer in new}
    sentences = []
    for code, answer in after.items():
        sentences += _answer_changes(before[code], answer) if code in before else [f"“{answer['title']}” is now asked."]
    return sentences + [f"“{before[code]['title']}” is no longer asked." for code in before if code not in after]


def _answer_changes(old: Row, new: Row) -> list[str]:
    title, sentences = new["title"], []
    if old["state"] != new["state"]:
        sentences.append(f"“{title}” changed from {STATES[old['state']]} to {STATES[new['state']]}.")
    if old["explanation"] != new["explanation"] or old["not_applicable_because"] != new["not_applicable_because"]:
        sentences.append(f"“{title}” has a new explanation.")
    if new["due"] and (old["owner_id"], old["due"]) != (new["owner_id"], new["due"]):
        sentences.append(f"The missing part of “{title}” is now for {new['owner']}, due {_date(new['due'])}.")
    return [*sentences, *_evidence_changes(title, old, new), *_confirmation_change(title, old, new)]


def _evidence_changes(title: str, old: Row, new: Row) -> list[str]:
    had = {item["id"]: item["title"] for item in old["evidence"]}
    has = {item["id"]: item["title"] for item in new["evidence"]}
    return [
        *(f"“{title}” has new evidence: {name}." for key, name in has.items() if key not in had),
        *(f"“{title}” no longer rests on {name}." for key, name in had.items() if key not in has),
    ]


def _confirmation_change(title: str, old: Row, new: Row) -> list[str]:
    before, after = _confirmed_by(old), _confirmed_by(new)
    if before == after:
        return []
    return [f"“{title}” is now confirmed by {after}." if after else f"“{title}” is no longer confirmed."]


def _confirmed_by(answer: Row) -> str:
    confirmation = answer["confirmation"]
    return str(confirmation["by"]) if confirmation and confirmation["state"] == "given" else ""


def _proposal_changes(old: Sequence[Row], new: Sequence[Row]) -> list[str]:
    """A proposed condition is known by all that it says: with another owner or date it is another condition."""
    before, after = [_proposal(row) for row in old], [_proposal(row) for row in new]
    return [
        *(f"A condition is now proposed: {text}." for text in after if text not in before),
        *(f"A condition is no longer proposed: {text}." for text in before if text not in after),
    ]


def _proposal(row: Row) -> str:
    return f"{row['text']}, for {row['owner']}, due {_date(row['due'])}"
