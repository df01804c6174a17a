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
    """Several ticks; `hints` are texts under the choices, by their values.

    `find` is the label of a box that scripts put above a long list to narrow it.
    """

    def __init__(
        self, hints: Mapping[str, str] | None = None, *, small: bool = False, find: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.hints = dict(hints or {})
        self.small = small
        self.find = find


class SearchSelect(forms.Select):
    """A list of choices that scripts make a box to search in where it is long.

    Text typed there that is no choice is posted behind TYPED, so that it is an invalid choice, never the one before or
    the row with that id; it stands in the box again beside the error.
    """

    TYPED = "typed:"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {**(attrs or {}), "data-search": True}
        if isinstance(value, str) and value.startswith(self.TYPED):
            attrs["data-typed"] = value.removeprefix(self.TYPED)
        return super().get_context(name, value, attrs)


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
