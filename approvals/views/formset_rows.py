"""Rows of conditions that somebody adds and removes without JavaScript."""

from __future__ import annotations

import re

from django.http import QueryDict

from cycles.views.shortcuts import posted_number

PREFIX = "conditions"
FIELD = re.compile(rf"{PREFIX}-([0-9]{{1,3}})-.+")


def without_row(data: QueryDict) -> QueryDict:
    """The sent rows without the one whose Remove was pressed, with the counts that a formset needs."""
    counts = [f"{PREFIX}-{name}_FORMS" for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")]
    sent_counts = [data.get(count, "") for count in counts if count in data]
    valid = all(re.fullmatch(r"[0-9]{1,4}", text) for text in sent_counts)
    if not (valid and all(count in data for count in counts[:2])):  # missing or spoiled: counted from the rows
        data = data.copy()
        for count in counts:
            data.pop(count, None)
        data[counts[0]] = str(1 + max((_place(key) for key in data), default=-1))
        data[counts[1]] = "0"
    total = posted_number(data.get(f"{PREFIX}-TOTAL_FORMS", ""))
    gone = posted_number(data.get("remove", "")) if "remove" in data else total
    if gone >= total:
        return data
    changed = data.copy()
    for key in [key for key in data if _place(key) >= gone]:
        del changed[key]
    for key, sent in data.lists():
        if _place(key) > gone:
            changed.setlist(f"{PREFIX}-{_place(key) - 1}-{key.split('-', 2)[2]}", sent)
    initial = posted_number(data.get(f"{PREFIX}-INITIAL_FORMS", ""))
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(total - 1)
    changed[f"{PREFIX}-INITIAL_FORMS"] = str(initial - 1 if gone < initial else initial)
    return changed


def _place(key: str) -> int:
    """Which row a sent field belongs to; -1 for none."""
    match = FIELD.fullmatch(key)
    return int(match[1]) if match else -1
