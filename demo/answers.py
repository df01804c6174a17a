"""What the officers and advisers of the demo council write: demo/answers.yaml, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from checklists.models import Answer, AnswerState
from ui.wording import day

FILE = Path(__file__).parent / "answers.yaml"


@dataclass(frozen=True)
class AnswerWords:
    """What an answer says, the title and address of what it rests on, and the adviser's note that confirms it."""

    says: str
    document: str
    url: str
    note: str


@cache
def texts() -> Mapping[str, Any]:
    script: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return script


def answer_words(row: Answer, state: str, dated: date) -> AnswerWords | None:
    """The words of an answer in that state, resting on evidence of that day; None for a service that is not the demo's.

    One that was sent back has other words the second time, where there are any.
    """
    script, cycle, question = texts(), row.cycle, row.question
    name = cycle.service.name
    names = (f"{name} {cycle.number}", name)
    facts = next((script["facts"][key] for key in names if key in script["facts"]), None)
    gates = [script["again"], script["gates"]] if row.sent_back_at else [script["gates"]]
    written = [gate[key][question.code] for gate in gates for key in names if question.code in gate.get(key, {})]
    own = written[0] if written else None
    if question.code not in script["questions"] or (facts is None and own is None):
        return None
    chosen = script["questions"][question.code] | (own or {})
    filled = {
        "service": name[0].lower() + name[1:],
        "title": question.title,
        "lead": cycle.lead.name,
        "sponsor": cycle.sponsor.name,
        "manager": (cycle.contract_manager or cycle.lead).name,
        "need_by": day(cycle.need_by),
        "dated": day(dated),
        **(facts or {}),
    }
    filled["says"] = _sentence(chosen["says"].format(**filled))
    says = script[state].format(**filled) if state in (AnswerState.PARTLY_MET, AnswerState.NOT_MET) else filled["says"]
    title = script["documents"].get(chosen["document"], chosen["document"]).format(**filled)
    slug = "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())
    url = chosen.get("url", f"https://documents.example.org/{cycle.reference}/{slug}")
    return AnswerWords(says, title, url, _sentence(chosen.get("note", "").format(**filled)))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
