"""What the short page showed of each form on it, and the sections that are one form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict

from accounts.refusals import Refused, Stale
from cycles.models import Cycle
from cycles.services.changing import Change
from stages.records.services.tables import CHANGED
from ui.control_tags import error_target

Values = Mapping[str, Any]


@dataclass(frozen=True)
class SeenRow:
    """What the page showed of a row, in its hidden field: what differs from it was typed by whoever sends the page."""

    pk: int | None = None  # None of a new row
    version: int = -1
    is_known: bool = False  # a new row that is written as it stands unless it is left out
    seen: Values = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """A new row where the text is none that `text` made."""
        try:
            match json.loads(text):
                case {"pk": int(pk) | (None as pk), "version": int(version), "known": bool(known), "seen": dict(seen)}:
                    return cls(pk, version, known, seen)
        except (ValueError, RecursionError):
            pass
        return cls()

    @property
    def text(self) -> str:
        shown = {"pk": self.pk, "version": self.version, "known": self.is_known, "seen": self.seen}
        return json.dumps(shown, cls=DjangoJSONEncoder)


class SeenForm(forms.BaseForm):
    """Knows what the page showed of it; what differs from that was typed."""

    def __init__(self, *args: Any, shown: SeenRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare()  # before a field is bound, which keeps its words
        if not self.is_bound:
            shown = replace(shown, seen={name: self[name].value() for name in self.fields})
        self.shown = shown
        self.is_unchecked = False

    def prepare(self) -> None:
        """Fit the fields to the cycle."""

    def has_changed(self) -> bool:
        return not self.is_unchecked and super().has_changed()

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields in which what was sent differs from what the page showed; what the table says now is no matter."""
        changed = []
        for name, form_field in self.fields.items():
            seen = self.shown.seen.get(name)
            if not isinstance(form_field, forms.ModelChoiceField):  # which would read the row from the database
                try:
                    seen = form_field.to_python(seen)
                except (ValidationError, TypeError, AttributeError):
                    seen = None
            if form_field.has_changed(seen, self[name].data):
                changed.append(name)
        return changed


class Versioned(Protocol):
    pk: Any
    version: int


class SectionFields(SeenForm):
    """A section that is one form: what `stages.records.short.SectionForm` asks. A subclass is a CouncilForm, too.

    `rows` are what is stored of the section now, `says` their texts for whoever reads or was overtaken. `note` is a
    sentence above the fields; with `is_closed` it stands alone, because the full page says more than the fields can.
    """

    template = "stages/short/fields.html"
    code: ClassVar[str]
    title: ClassVar[str]
    read_with_cycle: ClassVar[Sequence[str]] = ()

    def __init__(
        self,
        data: QueryDict | None,
        *,
        rows: Sequence[Versioned],
        says: Sequence[tuple[str, str]],
        note: str = "",
        is_closed: bool = False,
        **options: Any,
    ) -> None:
        self.says = [(label, text) for label, text in says if text]
        self.note, self.is_closed, self.fault = note, is_closed, ""
        now = SeenRow(max((row.pk for row in rows), default=None), sum(row.version + 1 for row in rows))
        sent = now if data is None else SeenRow.read(data.get(f"{self.code}-row", ""))
        super().__init__(data, prefix=self.code, shown=sent, empty_permitted=True, **options)
        is_overtaken = is_closed or (sent.pk, sent.version) != (now.pk, now.version)
        self.is_stale = self.is_bound and self.has_changed() and is_overtaken
        if self.is_stale:
            self.shown = replace(sent, pk=now.pk, version=now.version)
        elif is_closed:
            self.fields.clear()

    @classmethod
    def of(cls, cycle: Cycle, data: QueryDict | None) -> Self:
        raise NotImplementedError

    @property
    def has_input(self) -> bool:
        return self.has_changed()

    def leave_unchecked(self) -> None:
        self.is_unchecked = True

    @property
    def typed(self) -> dict[str, Any]:
        """Of a valid form."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def faults(self) -> Iterator[tuple[str, str]]:
        if self.fault:
            yield f"section-{self.code}", f"{self.title}: {self.fault}"
        if self.is_stale:
            yield f"row-{self.code}", f"{self.title}: somebody changed it while you were editing"
        for name, messages in self.errors.items():
            target = f"row-{self.code}" if name == NON_FIELD_ERRORS else error_target(self[name])
            yield from ((target, f"{self.title}: {message}") for message in messages)

    def write(self, change: Change) -> None:
        """Raises Stale where somebody changed it before the cycle was locked, or ValidationError with `fault` set.

        What the team may not change now, as while a gate waits, is a fault of the section: the rest of the page was
        allowed, and what was typed stands on it.
        """
        now = self.of(change.cycle, None).shown
        if (self.shown.pk, self.shown.version) != (now.pk, now.version):
            raise Stale(CHANGED)
        try:
            self.store(change)
        except ValidationError as error:
            self.fault = " ".join(error.messages)
            raise
        except Refused as refused:
            self.fault = str(refused)
            raise ValidationError(self.fault) from refused

    def store(self, change: Change) -> None:
        """Write `typed` with what the page does not ask."""
        raise NotImplementedError
