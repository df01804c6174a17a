"""Who answers for rows: leavers' work, handing over, and what the check of risks says meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.refusals import Refused, Stale
from accounts.services.people import activate, deactivate
from audit.models import Event
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.models import Notification
from overview.selectors.holdings import HoldingKind, holdings_of
from overview.selectors.leavers import cycles_of_leavers, held_by_leavers
from stages.plan.models import Risk
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord, StoredFinding
from stages.records.services.holders import hand_over_record
from stages.records.services.tables import RowInput, change_table
from tests.council import NOW, Council
from tests.stages.rows import add

RISK: dict[str, Any] = {
    "kind": "",
    "cause": "The provider fails",
    "effect": "No visits",
    "likelihood": 2,
    "impact": 5,
    "response": "Monitor it",
}


def holding(council: Council, cycle: Cycle, name: str = "other") -> StageRecord:
    """A risk, an action and a finding of one person; the risk is returned."""
    add(cycle, "demand-management", what="Falls classes", effect="Fewer falls", owner=council[name])
    add(cycle, "findings", what="More people live alone", owner=council[name])
    return add(cycle, "risks", **RISK, owner=council[name])


def finding(cycle: Cycle) -> tuple[str, str]:
    row = StoredFinding.objects.get(cycle=cycle, check_name="risks_owned")
    return row.result, row.sentence


def client_of(council: Council, name: str) -> Client:
    client = Client()
    client.force_login(council[name])
    return client


def test_rows_are_held_with_their_address(council: Council) -> None:
    cycle = council.cycle_at("plan")
    risk = holding(council, cycle)
    held = {row.kind: (row.title, row.address.partition("#")[0]) for row in holdings_of(council["other"])}
    base = f"/cycles/{cycle.reference}"
    assert held == {
        HoldingKind.RISK: ("The provider fails", f"{base}/plan/risks/"),
        HoldingKind.ACTION: ("Falls classes", f"{base}/plan/demand-management/"),
        HoldingKind.FINDING: ("More people live alone", f"{base}/analyse/findings/"),
    }
    change_table(cycle, all_kinds()["risks"], [RowInput(None, risk.pk)], actor=council["lead"], at=NOW)
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="plan", ended_at=NOW, status="")
    assert holdings_of(council["other"]) == []


def test_who_leaves_is_listed_and_others_are_told_of_it(council: Council) -> None:
    cycle = council.cycle_at("plan")
    holding(council, cycle)
    deactivate(council["other"], actor=council["admin"], at=NOW)
    rows, hidden = held_by_leavers(council["head"], NOW.date())
    assert ([row.kind for row in rows], hidden) == ([HoldingKind.RISK, HoldingKind.ACTION, HoldingKind.FINDING], 0)
    assert cycles_of_leavers(council["head"]) == 1
    note = Notification.objects.get(kind="leaver_work")
    assert note.person == council["lead"]
    assert note.subject.endswith("1 risk, 1 demand action and 1 finding")
    for name, page in (
        ("head", "/people/left/"),
        ("lead", f"/cycles/{cycle.reference}/"),
        ("lead", f"/cycles/{cycle.reference}/plan/risks/"),
    ):
        text = client_of(council, name).get(page).content.decode()
        assert "The provider fails" in text, page
        assert ("Tom Baines (has left)" in text) == page.endswith("/risks/")


def test_the_check_of_risks_follows_who_leaves_and_who_comes_back(council: Council) -> None:
    cycle = council.cycle_at("plan")
    risk = holding(council, cycle)
    assert finding(cycle)[0] == "holds"
    version = Cycle.objects.get(pk=cycle.pk).version
    deactivate(council["other"], actor=council["admin"], at=NOW)
    assert finding(cycle) == ("fails", "Nobody owns “The provider fails”.")
    activate(council["other"], actor=council["admin"], at=NOW)
    assert finding(cycle)[0] == "holds"
    assert (Cycle.objects.get(pk=cycle.pk).version, Risk.objects.get(pk=risk.pk).version) == (version, 0)


def test_a_lead_who_goes_hands_over_what_they_hold_in_one_press(council: Council) -> None:
    cycle = council.cycle_at("plan")
    holding(council, cycle, "lead")
    client, page = client_of(council, "head"), f"/cycles/{cycle.reference}/people/"
    cycle.refresh_from_db()
    sent = {
        "lead": council["other"].pk,
        "team": [],
        "sponsor": cycle.sponsor_id,
        "reason": "She retires",
        "version": cycle.details_version,
    }
    second = client.post(page, sent)
    text = second.content.decode()
    assert "Owner of the risk “The provider fails”" in text
    form = second.context["form"]
    chosen = {field.name: field.value() for _, field in form.rows} | {"seen": form["seen"].value(), "confirm": "1"}
    assert client.post(page, sent | chosen).status_code == 302
    assert {row.kind for row in holdings_of(council["other"])} == {
        HoldingKind.LEAD,
        HoldingKind.RISK,
        HoldingKind.ACTION,
        HoldingKind.FINDING,
    }
    assert holdings_of(council["lead"]) == []
    verbs = Event.objects.filter(chain=cycle.chain, verb="record_handed_over")
    owners = [(row.facts["before"], row.facts["after"]) for row in verbs]
    former, new = council["lead"].pk, council["other"].pk
    assert ({"Owner_id": former}, {"Owner_id": new}) in owners
    assert len(owners) == 3


def test_a_risk_is_handed_over_after_its_gate_too_and_nothing_else_of_it_changes(council: Council) -> None:
    cycle = council.cycle_at("plan")
    kind = all_kinds()["risks"]
    risk = holding(council, cycle)
    cycle = play.pass_gate(cycle, at=NOW)
    page = f"/cycles/{cycle.reference}/plan/risks/{risk.pk}/hand-over/"
    client = client_of(council, "head")
    assert "Tom Baines answers for it now" in client.get(page).content.decode()
    faulty = client.post(page, {"version": "0"})
    assert "Select who will answer for it" in faulty.content.decode()
    assert client.post(page, {"version": "7", "owner": council["lead"].pk}).status_code == 409
    assert client.post(page, {"version": "0", "owner": council["lead"].pk}).status_code == 302
    fresh = Risk.objects.get(pk=risk.pk)
    assert (fresh.owner, fresh.cause, fresh.version) == (council["lead"], "The provider fails", 1)
    assert Notification.objects.filter(kind="work_handed_over", person=council["lead"]).count() == 1
    for name, status in (("other", 403), ("councillor", 403)):
        assert client_of(council, name).get(page).status_code == status
    with pytest.raises(Refused, match="Only"):
        hand_over_record(fresh, kind, council["other"], seen_version=1, actor=council["other"], at=NOW)
    with pytest.raises(Stale):
        hand_over_record(fresh, kind, council["other"], seen_version=0, actor=council["lead"], at=NOW)
    with pytest.raises(ValidationError, match="has it already"):
        hand_over_record(fresh, kind, council["lead"], seen_version=1, actor=council["lead"], at=NOW)


def test_not_to_somebody_who_may_not_open_the_cycle_and_not_while_its_pack_waits(council: Council) -> None:
    cycle = council.cycle_at("plan")
    kind, risk = all_kinds()["risks"], holding(council, cycle, "lead")
    restrict(cycle, restricted=True, reason="Names", actor=council["lead"], at=NOW)
    with pytest.raises(ValidationError, match="can't open this cycle"):
        hand_over_record(risk, kind, council["other"], seen_version=0, actor=council["lead"], at=NOW)
    play.put(play.ready(Cycle.objects.get(pk=cycle.pk), at=NOW), at=NOW)
    with pytest.raises(Refused, match="is waiting for a decision"):
        hand_over_record(risk, kind, council["head"], seen_version=0, actor=council["lead"], at=NOW)


def test_the_page_of_a_table_that_nobody_answers_for_has_no_such_page(council: Council) -> None:
    cycle = council.cycle_at("plan")
    row = add(cycle, "priorities", what="Safety", reason="People fall")
    page = f"/cycles/{cycle.reference}/analyse/priorities/{row.pk}/hand-over/"
    assert client_of(council, "lead").get(page).status_code == 404


def test_statements_of_a_table_are_fixed_with_owners(council: Council, django_assert_num_queries: Any) -> None:
    cycle, client = council.cycle_at("plan"), client_of(council, "lead")
    page = f"/cycles/{cycle.reference}/plan/risks/"
    client.get(page)
    counts = []
    for number in (1, 3):
        while Risk.objects.filter(cycle=cycle).count() < number:
            add(cycle, "risks", **RISK, owner=council["other"], review_on=date(2027, 1, 4))
        with django_assert_num_queries(8) as captured:
            client.get(page)
        counts.append(len(captured))
    assert counts[0] == counts[1]
