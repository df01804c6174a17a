"""Choices on pages of notices: filters of the list, and of which notices something is recorded or taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.models import Agreement
from cycles.models import Cycle
from notices.facts import NoticeDueState
from notices.models import Notice
from notices.presenters.rows import RECORDABLE, STATES, turn_in_words
from notices.selectors.owed import PUBLIC_STATES, OwedNotice, notice_key
from ui.sorting import sort_key

Choices = list[tuple[str, Any]]
WORDS = {NoticeDueState.LATE: "Late"}


def list_choices(
    figures: Mapping[str, Any], subjects: Iterable[Agreement | Cycle], *, is_officer: bool
) -> dict[str, Choices]:
    """The directorates are those of what the list is about."""
    directorates = {row.directorate.code: str(row.directorate) for row in subjects if row.directorate}
    states = list(NoticeDueState) if is_officer else PUBLIC_STATES
    everything = "Everything open" if is_officer else "Late and due"
    return {
        "directorate": [("", "All directorates"), *sorted(directorates.items(), key=lambda each: sort_key(each[1]))],
        "notice": [
            ("", "All notices"),
            *(
                (notice["code"], f"{notice['code'].replace('_', ' ')} {notice['name']}")
                for notice in figures.get("notices", ())
                if notice["belongs_to"] == "agreement"
            ),
        ],
        "state": [("", everything), *((state.value, WORDS.get(state) or STATES[state][1]) for state in states)],
    }


def unrecorded_choices(owed: Iterable[OwedNotice], figures: Mapping[str, Any]) -> Choices:
    """Those that are owed first, then what was published although it need not be."""
    own = {notice["code"] for notice in figures.get("notices", ()) if notice["belongs_to"] == "agreement"}
    first, others = dict[str, str](), dict[str, str]()
    for row in owed:
        if row.notice.code in own and row.notice.state is not NoticeDueState.PUBLISHED:
            choices = first if row.notice.state in RECORDABLE else others
            choices[row.key] = _label(row.notice.code, row.notice.name, row.notice.occurrence, row.change)
    groups = [("Owed, or to come", list(first.items())), ("Others", list(others.items()))]
    return [group for group in groups if group[1]]


def recorded_choices(recorded: Iterable[Notice], owed: Iterable[OwedNotice], figures: Mapping[str, Any]) -> Choices:
    changes = {row.key: row.change for row in owed}
    names = {notice["code"]: notice["name"] for notice in figures.get("notices", ())}
    keys = {notice_key(row.code, row.occurrence): row for row in recorded}
    return [
        (key, _label(row.code, names.get(row.code, ""), row.occurrence, changes.get(key, "")))
        for key, row in keys.items()
    ]


def _label(code: str, name: str, occurrence: str, change: str = "") -> str:
    turn = turn_in_words(occurrence, change)
    return f"{code.replace('_', ' ')} {name}{f', {turn}' if turn else ''}".strip()
