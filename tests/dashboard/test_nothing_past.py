"""What a councillor does not read: decisions on restricted cycles, and days that have gone among those to come."""

from __future__ import annotations

from datetime import timedelta

from cycles.services.editing import restrict
from tests.council import LARGE, NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.test_pages import listed, page


def test_a_restricted_cycle_is_not_among_what_was_decided(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("plan", service_name="Street lights")
    restrict(cycle, restricted=True, reason="A dispute", actor=council["lead"], at=NOW)
    counted_now()
    for reader in ("councillor", "lead"):
        body = as_(reader).get("/dashboard/").content.decode()
        assert "No gate has been decided yet." in body
        assert "Street lights" not in body


def test_a_decision_whose_day_has_gone_is_not_one_to_come(council: Council, as_: SignedIn) -> None:
    past, soon = (council.cycle(LARGE, key_decision=True, service_name=name) for name in ("Past", "Soon"))
    for cycle, days in ((past, -3), (soon, 30)):
        cycle.dates.filter(milestone="decision").update(planned=NOW.date() + timedelta(days=days))
    counted_now()
    client, found = as_("councillor"), page()
    assert found.figures.decisions[0] == 1
    assert [decision.service for decision in found.coming] == ["Soon"]
    assert listed(client, found.soon_url) == [soon.reference]
    assert found.late_decisions.number == 1
    assert listed(client, found.late_decisions.url) == [past.reference]
    assert "1 key decision</a> was planned for a day that has gone" in client.get("/dashboard/").content.decode()
