"""Numbers of suppliers: their forms, what is put right, and what is refused."""

from __future__ import annotations

import pytest

from contracts.supplier_numbers import MalformedNumber, clean_number


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("company_number", "04567890", "04567890"),
        ("company_number", " 4567890", "04567890"),  # a spreadsheet took the zero off
        ("company_number", "sc 123456", "SC123456"),
        ("company_number", "IP12345R", "IP12345R"),
        ("company_number", "CE012345", "CE012345"),
        ("company_number", "HRB 86891 (Munich)", "HRB 86891 (Munich)"),  # of another register
        ("company_number", "", ""),
        ("charity_number", "1123456", "1123456"),
        ("charity_number", "223344-1", "223344-1"),
        ("charity_number", "SC012345", "SC012345"),
        ("charity_number", "nic 100123", "NIC100123"),
        ("ppon", "GB-PPON-PWDZ-5192-JLCG", "PWDZ-5192-JLCG"),
        ("ppon", "pwdz5192jlcg", "PWDZ-5192-JLCG"),
        ("care_location", "1-116934268", "1-116934268"),
        ("care_location", "2500001", "2500001"),
        ("care_location", "RHA01", "RHA01"),
    ],
)
def test_numbers_are_stored_in_one_form(field: str, typed: str, stored: str) -> None:
    assert clean_number(field, typed) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("company_number", "123456789"),
        ("company_number", "SC12345"),
        ("company_number", "1234"),
        ("charity_number", "12345"),
        ("charity_number", "SC12345"),
        ("ppon", "PWDZ-5192-JLC"),
        ("care_location", "1-12"),
    ],
)
def test_what_was_meant_as_one_and_is_not_is_refused(field: str, typed: str) -> None:
    with pytest.raises(MalformedNumber):
        clean_number(field, typed)
