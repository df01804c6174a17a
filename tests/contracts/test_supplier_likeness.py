"""Which suppliers may be one and the same, by hand-made lists."""

from __future__ import annotations

from contracts.supplier_likeness import COMMON, AlikePair, NamedSupplier, alike_pairs

NAMES = {"company_number": "company number"}


def pairs_of(*suppliers: tuple[int, list[str], str]) -> list[AlikePair]:
    return alike_pairs([NamedSupplier(pk, keys, {"company_number": number}) for pk, keys, number in suppliers], NAMES)


def test_each_pair_stands_once_for_its_strongest_reason() -> None:
    assert pairs_of(
        (1, ["brightways care ltd"], "04567890"),
        (2, ["brightway care ltd"], ""),
        (3, ["sunrise homes"], "04567890"),
        (4, ["fenland homes cic", "sunrise homes"], ""),
        (5, ["marsh grounds ltd"], ""),
    ) == [
        AlikePair(1, 3, "They have the same company number, 04567890"),
        AlikePair(3, 4, "They have a name in common"),
        AlikePair(1, 2, "Their names are similar"),
    ]


def test_a_misspelt_first_word_and_another_legal_form_are_alike() -> None:
    assert pairs_of((1, ["meadowbank nursing ltd"], ""), (2, ["medowbank nursing plc"], "")) == [
        AlikePair(1, 2, "Their names are similar")
    ]


def test_names_that_share_only_common_words_are_not() -> None:
    assert pairs_of((1, ["lincoln care services ltd"], ""), (2, ["boston care services ltd"], "")) == []


def test_a_word_that_many_have_says_nothing() -> None:
    many = [(number, [f"care {chr(97 + number % 26)}{chr(97 + number // 26)}zq"], "") for number in range(COMMON + 1)]
    assert pairs_of(*many) == []
