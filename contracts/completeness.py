"""What the entry of an agreement lacks, and why it matters. Pure: no Django, no database.

One line a fact: who asks for it is on the register for the person who is to enter it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

# kinds by which nothing is bought from somebody else
WITHOUT_SUPPLIER = frozenset({"in_house", "direct_payments"})


@dataclass(frozen=True)
class WantedFact:
    """A fact that a complete entry holds. `not_for` are kinds of agreements that have none."""

    code: str
    name: str
    why: str
    not_for: frozenset[str] = frozenset()


WANTED = (
    WantedFact("directorate", "Directorate", "The published register names it (Local Government Transparency Code)"),
    WantedFact("service", "Service", "Without it nobody sees which cycle prepares what comes next"),
    WantedFact("suppliers", "Supplier", "The published register names them", WITHOUT_SUPPLIER),
    WantedFact("value", "Value", "Tiers, thresholds and the published register rest on it"),
    WantedFact("start", "Start", "The published register gives it"),
    WantedFact("end", "End", "Without it there are no last safe days, and it can lapse unseen"),
    WantedFact("review_on", "Review date", "The published register gives it"),
    WantedFact("notice", "Notice period", "It says by when an extension or an end has to be notified"),
    WantedFact("procedure", "Quotation or tender", "The published register says it", WITHOUT_SUPPLIER),
    WantedFact("regime", "Legal regime", "The notices that the law asks for follow from it", WITHOUT_SUPPLIER),
    WantedFact("contract_manager", "Contract manager", "Somebody has to be reminded before it ends"),
    WantedFact("risk_class", "Risk class", "It says how closely the agreement is managed"),
)
BY_CODE: Mapping[str, WantedFact] = {fact.code: fact for fact in WANTED}


def missing_facts(kind: str, known: Collection[str]) -> tuple[list[str], int]:
    """The codes of what is missing, in order, and how complete the entry is in percent, rounded down."""
    asked = [fact.code for fact in WANTED if kind not in fact.not_for]
    missing = [code for code in asked if code not in known]
    return missing, (len(asked) - len(missing)) * 100 // len(asked)
