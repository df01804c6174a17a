"""The parts that a pack is made of; findings are one only where a check holds or fails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from approvals.packs import Pack
from approvals.presenters.packing import differences, pack_of
from cycles.models import Cycle
from demo import play
from principles.models import DeliveryRoute
from tests.approvals.checked import Named
from tests.council import NOW, Council

TODAY = NOW.date()
IN_WORDS = ("vat", "value_with_vat", "tier_flags", "decided_by", "other_routes", "regime_route", "contract_manager")


class NoticesPart:
    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        return {"notices": [stage]}

    def differences(self, before: Pack, after: Pack) -> list[str]:
        return ["Another notice."] if before["notices"] != after["notices"] else []


class SecondCyclePart(NoticesPart):
    def seal(self, cycle: Cycle, stage: str, today: date) -> dict[str, Any]:
        return {"cycle": {}}


def test_a_pack_without_checks_is_what_it_always_was(bench: Council) -> None:
    cycle = bench.cycle()
    pack = pack_of(cycle, cycle.stage, TODAY)
    del pack["answers"]
    assert pack == {
        "cycle": {
            "reference": cycle.reference,
            "service": "Street cleansing",
            "number": 1,
            "purpose": "Clean streets for everybody who lives in or visits the county.",
            "directorate": "Place",
            "tier": "S",
            "tier_name": "small",
            "tier_override_reason": "",
            "whole_life_value": "90000",
            "vat": None,
            "value_with_vat": "90000",
            "yearly_value": None,
            "tier_flags": "",
            "key_decision": False,
            "decided_by": "",
            "need_by": "2028-04-01",
            "runs_today": "an arrangement",
            "runs_until": "2028-03-31",
            "notice_to_it_by": None,
            "delivery_route": None,
            "other_routes": [],
            "legal_regime": None,
            "regime_route": None,
            "lead": "Priya Nair",
            "lead_id": bench["lead"].pk,
            "sponsor": "Daniel Okafor",
            "sponsor_id": bench["assistant"].pk,
            "contract_manager": None,
            "contract_manager_id": None,
            "ambitions": [],
            "divisions": "all",
        },
        "stage": "analyse",
        "edition": {"code": "proving-2026", "digest": cycle.edition.digest},
        "duties": [
            {
                "duty": "PSED",
                "name": pack["duties"][0]["name"],
                "basis": pack["duties"][0]["basis"],
                "questions": ["AN-RES-2"],
                "documents": [],
            }
        ],
    }


def test_a_pack_holds_law_routes_vat_and_who_decides_in_words(bench: Council) -> None:
    decided: dict[str, Any] = {"decision_maker": "councillor", "decision_maker_title": "Waste"}
    cycle = bench.cycle(
        Decimal(90_000),
        vat=Decimal(18_000),
        key_decision=True,
        tier_flags=["joint_commissioning"],
        delivery_route=DeliveryRoute.objects.get(edition__code="proving-2026", code="procure"),
        other_routes=["in_house"],
        **decided,
    )
    cycle.contract_manager = bench["member"]
    sealed = pack_of(cycle, cycle.stage, TODAY)["cycle"]
    assert {key: sealed[key] for key in IN_WORDS} == {
        "vat": "18000",
        "value_with_vat": "108000",
        "tier_flags": "It is commissioned jointly with a partner",
        "decided_by": "Executive Councillor: Waste",
        "other_routes": ["Deliver it ourselves"],
        "regime_route": None,
        "contract_manager": "Leanne Cooper",
    }


def test_an_answer_without_a_check_is_sealed_as_it_always_was(bench: Council) -> None:
    cycle = bench.cycle()
    answers = pack_of(cycle, cycle.stage, TODAY)["answers"]
    assert answers[0] == {
        "code": "AN-RES-1",
        "title": "Residents AN",
        "question": "Is it so: Residents AN?",
        "principle": answers[0]["principle"],
        "principle_code": "resident_focused",
        "mandatory": True,
        "conditional_pass": True,
        "duty": "",
        "na_rule": "Only where nobody lives there",
        "state": "unanswered",
        "met": False,
        "explanation": "",
        "not_applicable_because": "",
        "owner": "",
        "owner_id": None,
        "due": None,
        "version": 0,
        "answered_by": None,
        "answered_at": None,
        "evidence": [],
        "confirmation": None,
    }


@pytest.mark.parametrize("check", ["fails", "holds"])
def test_a_finding_is_sealed_where_a_check_says_something(bench: Council, named: Named, check: str) -> None:
    named("AN-RES-1", check)
    cycle = bench.cycle()
    assert pack_of(cycle, cycle.stage, TODAY)["findings"] == [
        {
            "question": "AN-RES-1",
            "title": "Residents AN",
            "check": "sample",
            "result": check,
            "sentence": {"fails": "The records say no.", "holds": "The records say yes."}[check],
            "looked_at": [],
        }
    ]


def test_an_unknown_finding_is_not_sealed(bench: Council, named: Named) -> None:
    named("AN-RES-1", "unknown")
    cycle = bench.cycle()
    assert "findings" not in pack_of(cycle, cycle.stage, TODAY)


def test_an_app_adds_a_part_through_settings(bench: Council, settings: Any) -> None:
    settings.SEALED = [*settings.SEALED, "tests.approvals.test_sealed_parts.NoticesPart"]
    submission = play.put(play.ready(bench.cycle(), at=NOW), at=NOW)
    assert submission.pack["notices"] == ["analyse"]
    assert differences(submission.pack, submission.pack | {"notices": ["plan"]}) == ["Another notice."]


def test_two_parts_never_seal_the_same_key(bench: Council, settings: Any) -> None:
    settings.SEALED = [*settings.SEALED, "tests.approvals.test_sealed_parts.SecondCyclePart"]
    cycle = bench.cycle()
    with pytest.raises(ImproperlyConfigured, match="SecondCyclePart"):
        pack_of(cycle, cycle.stage, TODAY)
