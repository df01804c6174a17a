"""What the changes of an agreement come to, and from when a change notice is due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.change_limits import AwardedTerms, ChangeTotal, VariationTerms, change_totals
from tests.contracts.law import FIGURES

HALF_A_MILLION = AwardedTerms("pa2023_standard", "goods_services", Decimal(500_000), 1_000)
LIMITS = "10% of the value or 10% of the term"
UNDER = f"above {LIMITS} a change notice (UK10) is due before the change."
OVER = f"that is above {LIMITS}, so a change notice (UK10) is due before the change."


def change(number: int, value: int | None, days: int | None = 0) -> VariationTerms:
    return VariationTerms(f"V{number}", date(2027, number, 1), None if value is None else Decimal(value), days)


def last(awarded: AwardedTerms, *changes: VariationTerms) -> ChangeTotal:
    return change_totals(FIGURES, awarded, changes)[-1]


def test_changes_are_added_up_in_the_order_of_their_days() -> None:
    totals = change_totals(FIGURES, HALF_A_MILLION, [change(3, 1), change(1, 42_000), change(2, 8_000)])
    assert totals == [
        ChangeTotal("V1", Decimal("8.4"), Decimal(0), False, f"£42,000 of changes is 8.4% of £500,000; {UNDER}"),
        ChangeTotal("V2", Decimal(10), Decimal(0), False, f"£50,000 of changes is 10% of £500,000; {UNDER}"),
        ChangeTotal("V3", Decimal("10.0002"), Decimal(0), True, f"£50,001 of changes is 10% of £500,000; {OVER}"),
    ]


@pytest.mark.parametrize(
    ("value", "days", "notifiable", "sentence"),
    [
        (0, 100, False, f"100 days longer is 10% of 1,000 days; {UNDER}"),
        (0, 101, True, f"101 days longer is 10.1% of 1,000 days; {OVER}"),
        (0, -101, True, f"101 days shorter is 10.1% of 1,000 days; {OVER}"),
        (-50_001, 0, True, f"£50,001 of reductions is 10% of £500,000; {OVER}"),
        (
            5_000,
            1,
            False,
            f"£5,000 of changes is 1% of £500,000 and 1 day longer is 0.1% of 1,000 days; {UNDER}",
        ),
        (0, 0, False, f"A{UNDER[1:]}"),
    ],
)
def test_value_and_term_each_have_a_limit(value: int, days: int, notifiable: bool, sentence: str) -> None:
    total = last(HALF_A_MILLION, change(1, value, days))
    assert (total.notifiable, total.sentence) == (notifiable, sentence)


@pytest.mark.parametrize(("value", "notifiable"), [(75_000, False), (75_001, True)])
def test_works_have_a_limit_of_their_own(value: int, notifiable: bool) -> None:
    works = AwardedTerms("pa2023_standard", "works", Decimal(500_000), 1_000)
    assert last(works, change(1, value)).notifiable is notifiable


def test_what_is_missing_is_named_unless_the_other_is_over_already() -> None:
    words = "Whether a change notice (UK10) is due is not known: enter the {} as awarded and as changed."
    unknown = AwardedTerms("pa2023_standard", "goods_services", None, 1_000)
    assert last(unknown, change(1, 5)) == ChangeTotal("V1", None, Decimal(0), None, words.format("value"))
    total = last(HALF_A_MILLION, change(1, 0, None))
    assert total == ChangeTotal("V1", Decimal(0), None, None, words.format("term"))
    assert last(HALF_A_MILLION, change(1, None), change(2, 0, 101)).notifiable is True


@pytest.mark.parametrize(
    ("regime", "rule"),
    [
        ("pa2023_light_touch", "a light touch contract may be changed without a change notice."),
        ("psr_2023", "the limits of the Procurement Act 2023 do not govern it."),
    ],
)
def test_other_laws_have_no_limits(regime: str, rule: str) -> None:
    total = last(AwardedTerms(regime, "", Decimal(500_000), 1_000), change(1, 400_000))
    assert (total.notifiable, total.sentence) == (False, f"£400,000 of changes is 80% of £500,000; {rule}")


def test_an_agreement_without_changes_has_no_total() -> None:
    assert change_totals(FIGURES, HALF_A_MILLION, []) == []
