"""Dates that an agreement sets in a cycle: apps above that hold agreements call this when one is chosen or changes.

No right on the cycle is asked of who acts on the agreement, because the dates only follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.follow_ups import follow_ups
from calendars.days import ONE_DAY
from cycles.models import Cycle, Running
from cycles.services.changing import Change, team_to_notify
from ui.wording import day

REPLACED = ("need_by", "running", "running_ends", "running_notice_by", "need_by_source")
PUT_IN_PLACE = ("arrangement_ends", "extension_notice_by", "arrangement_source")
# The names of values in the record, where the field's own is not plain.
RECORDED_NAMES = {
    "running": "what_runs_today",
    "running_ends": "last_day_of_what_runs",
    "running_notice_by": "last_day_to_give_notice_to_it",
    "need_by_source": "need_by_date_set_by",
    "arrangement_source": "last_day_set_by",
}


@dataclass(frozen=True)
class ArrangementDates:
    """What an agreement says: its reference, its last day, and the last day to give notice of the next extension."""

    source: str
    ends: date
    notice_by: date | None = None


def set_replaced_arrangement(change: Change, dates: ArrangementDates | None, *, reason: str = "") -> None:
    """The cycle replaces this agreement: it is needed by the day after its end.

    None says that no agreement sets the dates any more: they stay, and can be typed again.
    """
    cycle = change.cycle
    if dates is None:
        values: dict[str, Any] = {"need_by_source": ""}
    else:
        values = {
            "need_by": dates.ends + ONE_DAY,
            "running": Running.ARRANGEMENT.value,
            "running_ends": dates.ends,
            "running_notice_by": dates.notice_by,
            "need_by_source": dates.source,
        }
    needed = cycle.need_by
    if not _set(change, "need_by_followed" if dates else "need_by_released", REPLACED, values, reason):
        return
    if cycle.need_by != needed:
        change.notify(
            "need_by_moved",
            [*team_to_notify(cycle), cycle.sponsor],
            about=cycle,
            occasion=f"need_by:{cycle.pk}:{cycle.details_version}",
            address=reverse("dates", args=[cycle.reference]),
            due=day(cycle.need_by),
            before=day(needed),
            agreement=cycle.need_by_source,
        )


def set_own_arrangement(change: Change, dates: ArrangementDates | None, *, reason: str = "") -> None:
    """The cycle puts this agreement in place. None: no agreement sets the dates any more; they stay."""
    values: dict[str, Any] = {"arrangement_source": ""}
    if dates is not None:
        values |= {
            "arrangement_ends": dates.ends,
            "extension_notice_by": dates.notice_by,
            "arrangement_source": dates.source,
        }
    _set(change, "arrangement_end_followed" if dates else "arrangement_end_released", PUT_IN_PLACE, values, reason)


def _set(change: Change, verb: str, fields: tuple[str, ...], values: dict[str, Any], reason: str) -> bool:
    """Store and record what differs; whether anything did. A pending submission that holds it becomes void."""
    cycle = change.cycle
    changed = [name for name in fields if name in values and getattr(cycle, name) != values[name]]
    if not changed:
        return False
    before = _recorded(cycle, changed)
    source = values[fields[-1]] or getattr(cycle, fields[-1])
    for name in changed:
        setattr(cycle, name, values[name])
    cycle.details_version += 1
    change.record(
        verb,
        source=source,
        need_by=cycle.need_by,
        ends=cycle.arrangement_ends,
        reason=reason,
        before=before,
        after=_recorded(cycle, changed),
    )
    for follow_up in follow_ups("cycle_dates_followed"):
        follow_up(change, source)
    return True


def _recorded(cycle: Cycle, names: list[str]) -> dict[str, Any]:
    values = {RECORDED_NAMES.get(name, name): getattr(cycle, name) for name in names}
    if "what_runs_today" in values:
        values["what_runs_today"] = cycle.running_name
    return values


def locked_fields(cycle: Cycle) -> dict[str, str]:
    """The fields that nobody types, because an agreement sets them, with its reference."""
    fields: dict[str, str] = {}
    if cycle.need_by_source:
        fields |= dict.fromkeys(REPLACED[:-1], cycle.need_by_source)
    if cycle.arrangement_source:
        fields |= dict.fromkeys(PUT_IN_PLACE[:-1], cycle.arrangement_source)
    return fields
