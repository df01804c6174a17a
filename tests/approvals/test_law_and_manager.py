"""The check of law, routes and contract manager, under the real edition: its regimes have routes."""

from __future__ import annotations

from approvals import checks
from checklists.checks import Finding
from tests.council import LARGE, NOW, Council

TODAY = NOW.date()


def test_law_and_contract_manager_are_set_or_named_in_a_sentence(council: Council) -> None:
    cycle = council.cycle(LARGE)
    finding = checks.regime_and_manager_set(cycle, TODAY)
    missing = "The cycle does not say yet: the delivery route, the legal regime and the contract manager."
    assert (finding.result, finding.sentence, finding.looked_at) == ("fails", missing, ())
    edition = cycle.edition
    cycle.delivery_route = edition.deliveryroute_set.get(code="procure")
    cycle.legal_regime = edition.legalregime_set.get(code="psr_2023")
    cycle.contract_manager = council["member"]
    finding = checks.regime_and_manager_set(cycle, TODAY)
    missing = "The cycle does not say yet: the route of the Provider Selection Regime 2023."
    assert (finding.result, finding.sentence) == ("fails", missing)
    cycle.regime_route = edition.regimeroute_set.get(code="psr_msp")
    assert checks.regime_and_manager_set(cycle, TODAY) == Finding(
        "holds",
        "The delivery route, the legal regime and the contract manager are set.",
        ("Contract with a supplier", "Provider Selection Regime 2023", "Most Suitable Provider"),
    )
    cycle.regime_route, cycle.legal_regime = None, edition.legalregime_set.get(code="pa2023_standard")
    assert checks.regime_and_manager_set(cycle, TODAY).result == "holds"
