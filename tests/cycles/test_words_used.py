"""Every verb of the record and every notification kind that services use is declared, and each is used."""

from __future__ import annotations

import ast
from pathlib import Path

import approvals.history
import checklists.history
import cycles.history
import reminders.due
from reminders.notification_kinds import KINDS

ROOT = Path(__file__).parent.parent.parent
SERVICES = [
    path
    for app in ("cycles", "checklists", "approvals", "reminders")
    for path in (ROOT / app / "services").glob("*.py")
]
VERBS = cycles.history.SENTENCES | checklists.history.SENTENCES | approvals.history.SENTENCES
REMINDERS = Path(reminders.due.__file__)
DUE_OR_LATE = {"question_due", "question_late", "condition_due", "condition_late"}  # put together there


def texts() -> set[str]:
    """Every text that stands in the code of the services, or where it is said what comes up."""
    found: set[str] = set()
    for path in (*SERVICES, REMINDERS):
        nodes = ast.walk(ast.parse(path.read_text()))
        found |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return found


def first_arguments(*methods: str) -> set[str]:
    """What `change.record("…")` and the like are called with, where it is written there and then."""
    found: set[str] = set()
    for path in SERVICES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
                words = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                found |= {word for word in words if isinstance(word, str)}
    return found


def test_every_verb_has_a_sentence_and_every_sentence_a_use() -> None:
    assert first_arguments("record") <= set(VERBS)
    assert set(VERBS) <= texts()
    assert len(first_arguments("record")) > 20


def test_every_notification_is_declared_and_every_declared_one_is_used() -> None:
    declared = [kind.code for kind in KINDS]
    assert len(declared) == len(set(declared))
    assert first_arguments("notify") <= set(declared)
    assert set(declared) - DUE_OR_LATE <= texts()
    assert first_arguments("notify") == {
        "cycle_opened",
        "decision_corrected",
        "gate_decided",
        "gate_signed",
        "gate_waiting",
        "missing_part_done",
        "need_by_moved",
        "nudge",
        "submission_withdrawn",
        "work_handed_over",
    }
