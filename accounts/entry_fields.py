"""Choosing from the council's own lists: what has ended is not offered, unless it is chosen already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import ListEntry
from accounts.policies.lists import may_choose
from accounts.selectors import open_entries
from ui.fields import SeveralField
from ui.wording import day


class _OpenEntries:
    """A form has a copy of its fields, so what is open is asked for on the day on which the form is made."""

    model: type[ListEntry]
    queryset: Any

    def __init__(self, model: type[ListEntry], *, ended: bool = False, **options: Any) -> None:
        """`ended`: offer all entries, with the day on which they ended. For filters."""
        self.model, self.ended = model, ended
        super().__init__(model._default_manager.all(), **options)  # type: ignore[call-arg]

    def __deepcopy__(self, memo: Any) -> Any:
        field = super().__deepcopy__(memo)  # type: ignore[misc]
        if not self.ended:
            field.keep(())
        return field

    def keep(self, pks: Iterable[int]) -> None:
        """Offer these too, which are chosen already."""
        self.queryset = open_entries(self.model, timezone.localdate(), Q(pk__in=list(pks)))

    def label_from_instance(self, entry: ListEntry) -> str:
        return entry_label(entry)


class EntryField(_OpenEntries, forms.ModelChoiceField):  # type: ignore[type-arg]
    """One entry of a list."""


class EntriesField(_OpenEntries, SeveralField):
    """Several entries of a list."""


def entry_label(entry: ListEntry) -> str:
    """Place (ended 31 March 2027)."""
    if entry.ended_on is None or may_choose(entry, timezone.localdate()):
        return entry.name
    return f"{entry.name} (ended {day(entry.ended_on)})"
