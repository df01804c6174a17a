"""What a reorganisation of councils asks of agreements, where the edition in force switches it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.verdict import YES, Verdict, no
from contracts.models import Agreement
from contracts.reorganisation import ReorganisationFacts, reorganisation_of
from principles.selectors import edition_in_force


def may_plan_reorganisation(figures: Mapping[str, Any]) -> Verdict:
    governance = figures["governance"]
    if governance.get("reorganisation", {}).get("on"):
        return YES
    return no("The framework in force asks nothing about a reorganisation of councils.")


def may_commit(agreement: Agreement, facts: ReorganisationFacts, today: date) -> Verdict:
    """Bind the council to the agreement as the facts say it: past vesting day that may need a consent.

    Local Government and Public Involvement in Health Act 2007 s24: what is entered into without the consent binds
    nobody.
    """
    answer = reorganisation_of(edition_in_force(today).figures, facts)
    if agreement.consented_on or answer.consent_needed is False:
        return YES
    if answer.consent_needed is None:
        return no(f"{answer.sentences[0]} Enter its value first: it says whether a successor has to consent.")
    return no(f"{' '.join(answer.sentences)} Record the consent in its entry first.")
