"""The agreements of a cycle in words: what it replaces, and what it puts in place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from contracts.selectors.cycle_agreements import agreements_of_cycle
from cycles.models import Cycle
from ui.wording import counted, day


@dataclass(frozen=True)
class CycleAgreement:
    """One agreement beside a cycle. `by` names its suppliers, "" where none is known."""

    reference: str
    title: str
    url: str
    kind: str
    by: str
    when: str
    is_signed: bool

    @classmethod
    def of(cls, row: Any) -> CycleAgreement:
        """`row` comes from `with_suppliers`."""
        return cls(
            row.reference,
            row.title,
            row.get_absolute_url(),
            row.get_kind_display(),
            suppliers_in_words(row),
            when_in_words(row),
            row.is_signed,
        )


@dataclass(frozen=True)
class CycleAgreements:
    """What the cycle replaces and puts in place; `why_typed` is why no agreement says when it is needed."""

    replaced: CycleAgreement | None = None
    own: list[CycleAgreement] = field(default_factory=list)
    why_typed: str = ""

    @property
    def is_empty(self) -> bool:
        return self.replaced is None and not self.own


def cycle_agreements(user: User, cycle: Cycle, *, has_any: bool = True) -> CycleAgreements:
    """One statement; none where the caller knows that the cycle has no agreement."""
    rows = agreements_of_cycle(user, cycle, has_any=has_any)
    replaced = next((row for row in rows if row.replaced), None)
    why = ""
    if not cycle.need_by_source and replaced is not None:
        goes_on = "goes on until notice is given" if replaced.is_rolling else "has no end in the register"
        why = f"{replaced.reference} {goes_on}, so it does not say when the new arrangement must start"
    return CycleAgreements(
        replaced=CycleAgreement.of(replaced) if replaced else None,
        own=[CycleAgreement.of(row) for row in rows if row.cycle_id == cycle.pk],
        why_typed=why,
    )


def suppliers_in_words(row: Any) -> str:
    """ "Brightways Care Ltd and 2 others"."""
    if not row.supplier_name:
        return ""
    others = f" and {counted(row.supplier_count - 1, 'other')}" if row.supplier_count > 1 else ""
    return f"{row.supplier_name}{others}"


def when_in_words(row: Any) -> str:
    """From when to when it lasts, and the last day to give notice of an extension."""
    begins = f"From {day(row.start)}" if row.start else "Its start is not known"
    if row.ended_on:
        ends = f"ended on {day(row.ended_on)}"
    elif row.current_end:
        ends = f"to {day(row.current_end)}"
    else:
        ends = "until notice is given" if row.is_rolling else "its end is not known"
    notice = f". Notice of an extension by {day(row.notice_by)}" if row.notice_by else ""
    return f"{begins}{' ' if ends[:2] in ('to', 'un') and row.start else ', '}{ends}{notice}"
