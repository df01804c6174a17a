"""Addresses without what nobody sees: each way to type one is the same account, and counts as the same."""

from __future__ import annotations

import pytest

from accounts.cleaning import clean_address


@pytest.mark.parametrize(
    "typed",
    [
        "ann@\u00e9x.test",
        " ANN@E\u0301X.test",
        "ann@e\u200b\u0301x.test",
        "a\u00adnn@e\u2060\u0301x.te\ufeffst",
        "ann@ \u00c9x.test\n",
    ],
)
def test_every_way_to_type_an_address_is_one(typed: str) -> None:
    assert clean_address(typed) == "ann@\u00e9x.test"
    assert clean_address(clean_address(typed)) == clean_address(typed)
