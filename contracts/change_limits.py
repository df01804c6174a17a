"""Whether the changes of an agreement, added up, are over the limits above which a change notice is due. Pure.

The limits are `change_limits_percent` of the edition: of the value for goods and services and for works, and of the
term (Procurement Act 2023 s75(2)). A concession has the limit of goods and services. Changes that could have been made
together count as one (s75(4)): every change is added up, so that none is taken for small by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ui.wording import counted, money_words

LIMITED = "pa2023_standard"
FREELY_CHANGED = "pa2023_light_touch"


@dataclass(frozen=True)
class AwardedTerms:
    """What an agreement was awarded with, None while not known: GBP with VAT, and the longest term in days.

    Options to extend that the award provided for are part of the longest term, so taking one up is no change of it.
    """

    regime: str
    category: str
    value: Decimal | None
    days: int | None


@dataclass(frozen=True)
class VariationTerms:
    """A variation, an uplift or an extension: GBP added to the whole-life value, and days added to the term.

    Both may be below 0, and None where they are not known yet. `key` tells it from others of the agreement.
    """

    key: str
    on: date
    value: Decimal | None
    term_days: int | None = 0


@dataclass(frozen=True)
class ChangeTotal:
    """The changes up to and including one: what they come to, and whether that one needs a change notice.

    `notifiable` is None while a figure is missing. Percents are of the value and the longest term as awarded.
    """

    key: str
    value_percent: Decimal | None
    term_percent: Decimal | None
    notifiable: bool | None
    sentence: str


def change_totals(
    figures: Mapping[str, Any], awarded: AwardedTerms, changes: Sequence[VariationTerms]
) -> list[ChangeTotal]:
    """One total for each change, in the order of their days."""
    ordered = sorted(changes, key=lambda change: change.on)
    return [_total(figures, awarded, ordered[:number]) for number in range(1, len(ordered) + 1)]


def _total(figures: Mapping[str, Any], awarded: AwardedTerms, changes: Sequence[VariationTerms]) -> ChangeTotal:
    values = [change.value for change in changes if change.value is not None]
    terms = [change.term_days for change in changes if change.term_days is not None]
    value, term = sum(values, Decimal(0)), sum(terms)
    value_percent, term_percent = None, None
    if awarded.value and len(values) == len(changes):
        value_percent = abs(value) * 100 / awarded.value
    if awarded.days and len(terms) == len(changes):
        term_percent = Decimal(abs(term) * 100) / awarded.days
    parts = []
    if value_percent and awarded.value:
        what = "changes" if value > 0 else "reductions"
        parts.append(
            f"{money_words(abs(value))} of {what} is {_percent(value_percent)} of {money_words(awarded.value)}"
        )
    if term_percent and awarded.days:
        what = "longer" if term > 0 else "shorter"
        parts.append(
            f"{counted(abs(term), 'day')} {what} is {_percent(term_percent)} of {counted(awarded.days, 'day')}"
        )
    notifiable, rule = _rule(figures, awarded, value_percent, term_percent)
    said = f"{' and '.join(parts)}; {rule}." if parts else f"{rule[0].upper()}{rule[1:]}."
    return ChangeTotal(changes[-1].key, value_percent, term_percent, notifiable, said)


def _rule(
    figures: Mapping[str, Any], awarded: AwardedTerms, value_percent: Decimal | None, term_percent: Decimal | None
) -> tuple[bool | None, str]:
    if awarded.regime == FREELY_CHANGED:
        return False, "a light touch contract may be changed without a change notice"
    if awarded.regime != LIMITED:
        return False, "the limits of the Procurement Act 2023 do not govern it"
    limits = figures["change_limits_percent"]
    of_value, of_term = limits["works" if awarded.category == "works" else "goods_services"], limits["term"]
    said = f"{of_value}% of the value or {of_term}% of the term"
    if (value_percent or 0) > of_value or (term_percent or 0) > of_term:
        return True, f"that is above {said}, so a change notice (UK10) is due before the change"
    if value_percent is None or term_percent is None:
        missing = "value" if value_percent is None else "term"
        return (
            None,
            f"whether a change notice (UK10) is due is not known: enter the {missing} as awarded and as changed",
        )
    return False, f"above {said} a change notice (UK10) is due before the change"


def _percent(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP)}%".replace(".0%", "%")
