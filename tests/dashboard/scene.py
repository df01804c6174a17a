"""A council with something of everything that the dashboard counts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Directorate, Division
from approvals.models import Condition, Decision
from contracts.models import Agreement, ReplacedAgreement
from cycles.models import Cycle
from demo import play
from principles.models import Ambition
from principles.selectors import edition_in_force
from tests.contracts.register import agreement, supplier
from tests.council import LARGE, NOW, Council


def found_areas() -> dict[str, Division]:
    rows = [("Boston North", "Boston"), ("Boston South", "Boston"), ("Sleaford", "North Kesteven")]
    return {name: Division.objects.create(name=name, district=district) for name, district in rows}


def ambitions() -> list[Ambition]:
    return list(edition_in_force(NOW.date()).ambition_set.all())


def full(council: Council) -> dict[str, Cycle]:
    """Of Place and of Children's Services, in every stage, one restricted, one stopped, one for two divisions.

    Roads, Trees and the restricted cycle have agreements; others name no service, or run without an end.
    """
    areas = found_areas()
    both = [areas["Boston North"], areas["Boston South"]]
    of_childrens: dict[str, Any] = {
        "directorate": Directorate.objects.get(code="childrens"),
        "sponsor": council["elsewhere"],
    }
    year = timedelta(days=365)
    made = {
        "parks": council.cycle(service_name="Parks", yearly_value=Decimal("30000.50"), ambitions=ambitions()[:1]),
        "roads": council.cycle_at(
            "plan",
            LARGE,
            at=NOW - timedelta(days=80),
            service_name="Roads",
            yearly_value=Decimal(900_000),
            key_decision=True,
            ambitions=ambitions()[:2],
            all_divisions=False,
            divisions=both,
            need_by=date(2027, 6, 1),
        ),
        "trees": council.cycle_at(
            "review",
            at=NOW - year,
            service_name="Trees",
            need_by=NOW.date() - timedelta(days=200),
            all_divisions=False,
            divisions=[areas["Sleaford"]],
        ),
        "play": council.cycle(service_name="Play", yearly_value=Decimal(50_000), **of_childrens),
        "secret": council.cycle_at(
            "plan", LARGE, service_name="Secret", yearly_value=Decimal(7_777_777), restricted=True, key_decision=True
        ),
    }
    _some_answers(made["parks"])
    _some_agreements(council, made)
    for state, late in (("met", True), ("open", True), ("open", False), ("lapsed", False)):
        promise(made["roads"], council, state, late=late)
    return made


def _some_agreements(council: Council, cycles: dict[str, Cycle]) -> None:
    soon: dict[str, Any] = {"first_end": NOW.date() + timedelta(days=100), "yearly_value": Decimal("1000.25")}
    held = supplier(council)
    replaced = agreement(council, held, title="Surfacing", service=cycles["roads"].service, **soon)
    ReplacedAgreement.objects.create(cycle=cycles["roads"], agreement=replaced)
    agreement(council, held, title="Planting", service=cycles["trees"].service, cycle=cycles["trees"], **soon)
    agreement(council, title="Salt", **soon | {"yearly_value": None, "directorate": cycles["play"].directorate})
    agreement(council, title="Gritting", **soon | {"directorate": None, "first_end": NOW.date() - timedelta(days=1)})
    agreement(council, title="Signs", first_end=None, yearly_value=Decimal(40))
    agreement(council, title="Lamps", first_end=None, is_rolling=True, yearly_value=Decimal(50))
    agreement(council, title="Not signed yet", is_signed=False, **soon)
    hidden = agreement(council, held, title="Advice", **soon)
    Agreement.objects.filter(pk=hidden.pk).update(cycle=cycles["secret"])
    ReplacedAgreement.objects.create(cycle=cycles["secret"], agreement=hidden)


def promise(cycle: Cycle, council: Council, state: str = "open", *, late: bool = True) -> Condition:
    """A condition of the gate that it passed last."""
    return Condition.objects.create(
        cycle=cycle,
        decision=Decision.objects.filter(submission__cycle=cycle).latest("at"),
        text="Send the final costs",
        owner=council["member"],
        verifier=council["head"],
        due=NOW.date() + timedelta(days=-5 if late else 20),
        state=state,
        state_since=NOW,
    )


def _some_answers(cycle: Cycle) -> None:
    rows = list(cycle.answers.filter(question__stage="analyse")[:3])
    for row in rows[:2]:
        play.answer(row, at=NOW)
    evidence = rows[0].evidence.first()
    assert evidence is not None
    type(evidence).objects.filter(pk=evidence.pk).update(good_until=timezone.localdate() - timedelta(days=1))
