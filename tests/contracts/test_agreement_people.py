"""Who manages an agreement, and what becomes of it when other councils take over."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement
from contracts.services.people import assign_people
from contracts.services.reorganisation import ReorganisationInput, plan_reorganisation
from principles.models import Edition
from principles.selectors import edition_in_force
from tests.contracts.register import agreement
from tests.council import NOW, Council


def test_a_contract_manager_hands_over(bench: Council) -> None:
    row = agreement(bench, contract_manager=bench["auditor"])
    assign_people(row, bench["other"], bench["member"], actor=bench["auditor"], at=NOW)
    row = Agreement.objects.get(pk=row.pk)
    assert (row.contract_manager, row.deputy) == (bench["other"], bench["member"])
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert (entry.sentence, sorted(entry.changes)) == (
        "Changed who manages A-0001",
        [("Contract manager", "Alan Burke", "Tom Baines"), ("Deputy", "nothing", "Leanne Cooper")],
    )
    with pytest.raises(Refused):
        assign_people(row, bench["auditor"], None, actor=bench["auditor"], at=NOW)
    with pytest.raises(ValidationError, match="somebody other than the contract manager"):
        assign_people(row, bench["other"], bench["other"], actor=bench["lead"], at=NOW)
    assign_people(row, bench["other"], bench["member"], actor=bench["lead"], at=NOW)
    assert Event.objects.filter(chain=row.chain).count() == 2


def test_a_treatment_is_planned_where_the_edition_asks_for_it(bench: Council) -> None:
    row = agreement(bench)
    values = ReorganisationInput("transfer", date(2026, 11, 2), "County Council of the South, letter of 2 November")
    with pytest.raises(Refused, match="asks nothing about a reorganisation"):
        plan_reorganisation(row, values, actor=bench["lead"], at=NOW)
    switch_on_reorganisation()
    plan_reorganisation(row, values, actor=bench["lead"], at=NOW)
    entry = entries(Event.objects.filter(chain=row.chain))[-1]
    assert sorted(entry.changes) == [
        ("Consent", "nothing", "County Council of the South, letter of 2 November"),
        ("Consented on", "nothing", "2 November 2026"),
        ("When other councils take over", "nothing", "Transfer to a successor council"),
    ]
    with pytest.raises(ValidationError, match="Enter whose consent it is"):
        plan_reorganisation(row, ReorganisationInput("end", date(2026, 11, 2)), actor=bench["lead"], at=NOW)


def switch_on_reorganisation() -> None:
    edition = edition_in_force(NOW.date())
    governance = edition.figures["governance"] | {"reorganisation": {"on": True, "vesting_day": "2028-04-01"}}
    Edition.objects.filter(pk=edition.pk).update(figures=edition.figures | {"governance": governance})
