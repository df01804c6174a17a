"""Form controls that Django lacks. All of them work without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

PARTS = ("day", "month", "year")


class DayInput(forms.MultiWidget):
    """A date in three boxes, for dates that people know. Drawn by templates/council/day.html."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: object) -> list[str]:
        """From a date, or its ISO text in a draft."""
        day = as_date(value)
        return [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""]


class Radios(forms.RadioSelect):
    """Radio buttons; `hints` are texts under the choices, by their values.

    `reveals` names the fields that stand under a choice: they are hidden while it is not chosen, if scripts run.
    """

    def __init__(
        self,
        hints: Mapping[str, str] | None = None,
        *,
        inline: bool = False,
        reveals: Mapping[str, Sequence[str]] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})
        self.inline = inline
        self.reveals = dict(reveals or {})


class Checkboxes(forms.CheckboxSelectMultiple):
    """Several ticks; `hints` are texts under the choices, by their values."""

    def __init__(self, hints: Mapping[str, str] | None = None, *, small: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})
        self.small = small


class MoneyInput(forms.TextInput):
    """An amount with a pound sign before the box."""

    prefix = "£"


def as_date(value: object) -> date | None:
    """A date, or the date of an ISO text in a draft; None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
