"""Which agreements local government reorganisation reaches, once the edition switches it on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.reorganisation import Reorganisation, ReorganisationFacts, reorganisation_of
from tests.contracts.law import FIGURES

RULES = {
    "on": True,
    "vesting_day": "2028-04-01",
    "consent_over": 100_000,
    "consent_over_capital": 1_000_000,
    "consenting_authority": "",
}
LAST, VESTING = date(2028, 3, 31), date(2028, 4, 1)
RUNS, EXTENDS = "It runs past vesting day, 1 April 2028.", "It can be extended past vesting day, 1 April 2028."
NEEDED = "It is a non-capital agreement over £100,000: the written consent of the successor council is needed."
SMALL = "No consent is needed for a non-capital agreement of £100,000 or less."


def switched(**changes: Any) -> dict[str, Any]:
    return {"governance": {"reorganisation": RULES | changes}}


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        (ReorganisationFacts(LAST, LAST, Decimal(200_000)), Reorganisation(False, False)),
        (ReorganisationFacts(VESTING, VESTING, Decimal("100000.01")), Reorganisation(True, True, (RUNS, NEEDED))),
        (ReorganisationFacts(VESTING, LAST, Decimal(100_000)), Reorganisation(True, False, (EXTENDS, SMALL))),
        (ReorganisationFacts(None, None, Decimal(100_000)), Reorganisation(True, False, (RUNS, SMALL))),
        (
            ReorganisationFacts(VESTING, VESTING, Decimal(1_000_000), capital=True),
            Reorganisation(True, False, (RUNS, "No consent is needed for a capital agreement of £1 million or less.")),
        ),
        (
            ReorganisationFacts(None, None, Decimal(100_000), end_known=False),
            Reorganisation(True, False, ("Nothing says that it ends before vesting day, 1 April 2028.", SMALL)),
        ),
        (
            ReorganisationFacts(VESTING, VESTING, None),
            Reorganisation(True, None, (RUNS, "Whether consent is needed is not known: enter its value.")),
        ),
    ],
)
def test_what_goes_on_past_vesting_day_is_flagged(facts: ReorganisationFacts, answer: Reorganisation) -> None:
    assert reorganisation_of(switched(), facts) == answer


def test_the_authority_that_consents_is_named() -> None:
    facts = ReorganisationFacts(VESTING, VESTING, Decimal(1_000_001), capital=True)
    assert reorganisation_of(switched(consenting_authority="Greater Lincolnshire"), facts).sentences[1] == (
        "It is a capital agreement over £1 million: the written consent of Greater Lincolnshire is needed."
    )


@pytest.mark.parametrize("figures", [FIGURES, {"governance": {}}, switched(on=False), switched(vesting_day="")])
def test_it_is_off_until_it_is_switched_on_with_its_day(figures: dict[str, Any]) -> None:
    assert reorganisation_of(figures, ReorganisationFacts(None, None, None)) == Reorganisation(False, False)
