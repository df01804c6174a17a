"""What the changes of an agreement come to, and whether one more needs a change notice, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.change_limits import FREELY_CHANGED, LIMITED, VariationTerms
from contracts.models import Agreement, Extension, Variation
from contracts.selectors.change_totals import awarded_end, days_of, totals_of_changes

NONE_YET = "none"


@dataclass(frozen=True)
class ChangeLimit:
    """`mark` is the kind of the status tag, `state` its words; `sentence` has the figures and the limit."""

    mark: str
    state: str
    sentence: str


def change_limit(
    agreement: Agreement,
    variations: Sequence[Variation],
    extensions: Sequence[Extension],
    figures: Mapping[str, Any],
    *,
    value: Decimal | None = Decimal(0),
    months: int = 0,
    starts: date = date.max,
) -> ChangeLimit | None:
    """Of all variations with one more that is not recorded yet, or with none more.

    None where the limits of the Procurement Act 2023 do not count.
    """
    if agreement.regime not in (LIMITED, FREELY_CHANGED):
        return None
    end = awarded_end(agreement, extensions)
    more = VariationTerms(NONE_YET, starts, value, days_of(months, end))
    totals = totals_of_changes(agreement, variations, extensions, figures, [more])
    if not totals:
        return None
    last = totals[-1]
    mark, state = {
        True: ("warning", "Change notice due"),
        False: ("holds", "Within the limits"),
        None: ("not_known", "Not known"),
    }[last.notifiable]
    return ChangeLimit(mark, state, last.sentence)
