"""The sealed pack of a submission: its digest, and what differs between two. Pure: no Django.

A pack is plain JSON: {cycle: {...}, answers: [{code, title, state, ...}], conditions_proposed: [...], ...}.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Pack = Mapping[str, Any]

STATES = {
    "unanswered": "not answered",
    "met": "met",
    "partly_met": "partly met",
    "not_met": "not met",
    "not_applicable": "does not apply",
}
VALUES = {
    "whole_life_value": "whole-life value",
    "yearly_value": "yearly value",
    "tier_name": "tier",
    "delivery_route": "delivery route",
    "legal_regime": "legal regime",
    "need_by": "need-by date",
    "key_decision": "key decision",
    "lead": "lead commissioner",
    "sponsor": "sponsor",
    "purpose": "purpose",
}


def digest(pack: Pack) -> str:
    """SHA-256 of the pack in canonical JSON."""
    text = json.dumps(pack, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(old: Pack, new: Pack) -> list[str]:
    """What changed from one submission to the next, a sentence each: values first, then answers in order."""
    sentences = [
        f"The {name} changed from {_shown(old['cycle'].get(key))} to {_shown(new['cycle'].get(key))}."
        for key, name in VALUES.items()
        if old["cycle"].get(key) != new["cycle"].get(key)
    ]
    before = {answer["code"]: answer for answer in old["answers"]}
    after = {answer["code"]: answer for answer in new["answers"]}
    for code, answer in after.items():
        sentences += _answer_changes(before[code], answer) if code in before else [f"“{answer['title']}” is now asked."]
    sentences += [f"“{answer['title']}” is no longer asked." for code, answer in before.items() if code not in after]
    return sentences


def _answer_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    title, sentences = new["title"], []
    if old["state"] != new["state"]:
        sentences.append(f"“{title}” changed from {STATES[old['state']]} to {STATES[new['state']]}.")
    if old["explanation"] != new["explanation"] or old["not_applicable_because"] != new["not_applicable_because"]:
        sentences.append(f"“{title}” has a new explanation.")
    had = {item["id"]: item["title"] for item in old["evidence"]}
    has = {item["id"]: item["title"] for item in new["evidence"]}
    sentences += [f"“{title}” has new evidence: {name}." for key, name in has.items() if key not in had]
    sentences += [f"“{title}” no longer rests on {name}." for key, name in had.items() if key not in has]
    if (old["confirmation"] or {}).get("by") != (new["confirmation"] or {}).get("by"):
        sentences.append(_confirmation_change(title, new["confirmation"]))
    return sentences


def _confirmation_change(title: str, confirmation: Mapping[str, Any] | None) -> str:
    if confirmation is None:
        return f"“{title}” is no longer confirmed."
    return f"“{title}” is now confirmed by {confirmation['by']}."


def _shown(value: object) -> str:
    if value is None or value == "":
        return "not decided"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
