"""Rows of conditions that somebody adds and removes without JavaScript."""

from __future__ import annotations

import re

from django.http import QueryDict

from cycles.views.shortcuts import posted_number

PREFIX = "conditions"
FIELD = re.compile(rf"{PREFIX}-([0-9]{{1,3}})-.+")


def without_row(data: QueryDict) -> QueryDict:
    """The sent rows without the one whose Remove was pressed, counted anew."""
    data = _counted(data)
    total = posted_number(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    gone = posted_number(data.get("remove", "")) if "remove" in data else total
    if gone >= total:
        return data
    changed = data.copy()
    for key in [key for key in data if _place(key) >= gone]:
        del changed[key]
    for key, sent in data.lists():
        if _place(key) > gone:
            changed.setlist(f"{PREFIX}-{_place(key) - 1}-{_name(key)}", sent)
    initial = posted_number(data.get(f"{PREFIX}-INITIAL_FORMS", ""))
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(total - 1)
    changed[f"{PREFIX}-INITIAL_FORMS"] = str(initial - 1 if gone < initial else initial)
    return changed


def _counted(data: QueryDict) -> QueryDict:
    """What was sent, with the counts that a formset asks for; lost or spoiled ones are counted from the rows."""
    counts = [f"{PREFIX}-{name}_FORMS" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")]
    sent = [data.get(count, "") for count in counts if count in data]
    if all(re.fullmatch(r"[0-9]{1,4}", text) for text in sent) and all(count in data for count in counts[:2]):
        return data
    mended = data.copy()
    for count in counts:
        mended.pop(count, None)
    mended[counts[0]] = str(1 + max((_place(key) for key in data), default=-1))
    mended[counts[1]] = "0"
    return mended


def _place(key: str) -> int:
    """Which row a sent field belongs to; -1 for none."""
    found = FIELD.fullmatch(key)
    return int(found[1]) if found else -1


def _name(key: str) -> str:
    return key.split("-", 2)[2]
