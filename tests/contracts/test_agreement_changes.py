"""The pages on which an agreement is changed: extensions, variations, ends, documents, people."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from checklists.models import Evidence
from contracts.models import Agreement, ReplacedAgreement, Variation
from contracts.services.agreements import ExtensionInput, change_agreement, values_of
from contracts.services.documents import DocumentInput, add_document, remove_document
from contracts.services.ending import end_agreement
from contracts.services.people import assign_people
from demo import play
from tests.access.forms import forms_of
from tests.contracts.register import agreement
from tests.contracts.test_agreement_forms import day, errors
from tests.contracts.test_agreement_people import switch_on_reorganisation
from tests.council import NOW, Council

pytestmark = pytest.mark.usefixtures("time_stands")
TODAY, ON = date(2026, 11, 23), date(2026, 11, 20)
PASSED: dict[str, Any] = {"start": date(2023, 10, 1), "first_end": date(2026, 9, 30)}


@pytest.fixture
def keeper(bench: Council) -> Client:
    client = Client()
    client.force_login(bench["other"])
    return client


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_a_decision_is_checked_before_it_is_recorded(bench: Council, keeper: Client) -> None:
    row = agreement(bench, notice_months=3, extensions=[ExtensionInput(months=12), ExtensionInput(months=12)])
    cycle = bench.cycle()
    ReplacedAgreement.objects.create(cycle=cycle, agreement=row)
    path = "/contracts/A-0001/extensions/1/"
    decision = {"decision": "take", "decided_by": "Executive", "reason": "It performs well.", **day("on", ON)}
    assert errors(keeper.post(path, {"decided_by": "Executive"}).content.decode()) == [
        "Select whether it is taken",
        "Enter the day of the decision",
        "Enter the reason",
    ]
    checked = keeper.post(path, decision).content.decode()
    text = words_of(checked)
    for sentence in (
        "It ends on 31 March 2029 instead of 31 March 2028.",
        "The next extension has to be decided by 8 October 2028, with notice by 31 December 2028.",
        f"{cycle.reference} prepares what comes next: its need-by date is then 1 April 2029 instead of 1 April 2028.",
    ):
        assert sentence in text
    assert row.extensions.filter(state="open").count() == 2
    form = next(form for form in forms_of(checked) if ("confirm", "1") in form.buttons)
    sent = {name: [value for value, _ in control.values] for name, control in form.controls.items()}
    changed = keeper.post(path, sent | {"change": "1"}).content.decode()
    assert "It performs well." in changed
    assert 'value="Executive"' in changed
    response = keeper.post(path, sent | {"confirm": "1"}, follow=True)
    assert "The extension is recorded as taken. It ends on 31 March 2029." in words_of(response.content.decode())
    assert Agreement.objects.get().current_end == date(2029, 3, 31)
    assert "Take back the decision on extension 1" in words_of(keeper.get(path).content.decode())
    assert keeper.post(path, {"reason": "It was another agreement."}).status_code == 302
    assert Agreement.objects.get().current_end == date(2028, 3, 31)


def test_an_extension_that_was_changed_since_is_shown_again(bench: Council, keeper: Client) -> None:
    row = agreement(bench, extensions=[ExtensionInput(months=12)])
    path = "/contracts/A-0001/extensions/1/"
    decision = {"decision": "take", "decided_by": "Executive", "reason": "It performs well.", **day("on", ON)}
    seen = decision | {"version": str(row.version), "confirm": "1"}
    longer = replace(values_of(row), extensions=[ExtensionInput(months=60)])
    change_agreement(row, longer, actor=bench["lead"], at=NOW)
    response = keeper.post(path, seen)
    assert response.status_code == 409
    assert "It ends on 31 March 2033 instead of 31 March 2028." in words_of(response.content.decode())
    assert row.extensions.get().state == "open"
    assert keeper.post(path, seen | {"version": "9" * 40}).status_code == 409
    row.refresh_from_db()
    assert keeper.post(path, seen | {"version": str(row.version)}).status_code == 302
    assert row.extensions.get().state == "taken"


def test_what_is_not_taken_takes_the_later_ones_with_it(bench: Council, keeper: Client) -> None:
    agreement(bench, extensions=[ExtensionInput(months=12), ExtensionInput(months=12)])
    decision = {"decision": "decline", "decided_by": "Executive", "reason": "It is dear.", **day("on", ON)}
    text = words_of(keeper.post("/contracts/A-0001/extensions/1/", decision).content.decode())
    assert "It ends on 31 March 2028 , as it does now. Extension 2 follows on from this one" in text
    assert keeper.get("/contracts/A-0001/extensions/2/").status_code == 403
    assert keeper.get("/contracts/A-0001/extensions/3/").status_code == 404


def test_a_variation_is_recorded_and_withdrawn(bench: Council, keeper: Client) -> None:
    agreement(bench)
    data = {
        "kind": "variation",
        "what": "Fewer towns",
        "value": "-12,500",
        "months": "-3",
        "approver": "Head of Legal",
        **day("starts", date(2027, 1, 4)),
        **day("approved_on", ON),
    }
    assert errors(keeper.post("/contracts/A-0001/variations/new/", data | {"what": ""}).content.decode()) == [
        "Enter what changes"
    ]
    assert keeper.post("/contracts/A-0001/variations/new/", data).status_code == 302
    variation = Variation.objects.get()
    assert (variation.value, variation.months, variation.recorded_by) == (Decimal(-12_500), -3, bench["other"])
    text = words_of(keeper.get("/contracts/A-0001/").content.decode())
    assert "In all −£12,500, −2.1% of the value as awarded, and 91 days shorter, −8.3% of the term as awarded." in text
    path = f"/contracts/A-0001/variations/{variation.pk}/"
    assert keeper.post(path, {"reason": "It was another agreement."}).status_code == 302
    text = words_of(keeper.get("/contracts/A-0001/").content.decode())
    assert "Withdrawn It was another agreement." in text
    assert "In all £0." in text
    assert keeper.get(path).status_code == 403


def test_an_unsigned_agreement_is_signed(bench: Council, keeper: Client, client: Client) -> None:
    agreement(bench, is_signed=False)
    client.force_login(bench["councillor"])
    assert client.get("/contracts/A-0001/").status_code == 404
    assert keeper.post("/contracts/A-0001/sign/", day("on", ON)).status_code == 302
    assert client.get("/contracts/A-0001/").status_code == 200
    assert keeper.get("/contracts/A-0001/sign/").status_code == 403


def test_one_page_asks_what_happened_after_its_end(bench: Council, keeper: Client) -> None:
    agreement(bench, **PASSED, extensions=[ExtensionInput(months=12)])
    path = "/contracts/A-0001/still-running/"
    html = keeper.post(path, {"answer": "runs_on"}).content.decode()
    assert errors(html) == ["Enter the day since which it has run on", "Enter the reason"]
    assert keeper.post(path, {"answer": "extended"}).headers["Location"] == "/contracts/A-0001/extensions/1/"
    data = {"answer": "runs_on", "reason": "The tender is late.", **day("since", date(2026, 10, 1))}
    assert keeper.post(path, data).status_code == 302
    assert Agreement.objects.get().running_on_since == date(2026, 10, 1)
    data = {"answer": "ended", "reason": "The new one started.", **day("on", ON)}
    assert keeper.post(path, data).status_code == 302
    assert Agreement.objects.get().ended_on == ON
    assert keeper.get(path).status_code == 403
    assert "Its last day is recorded as 20 November 2026." in words_of(
        keeper.get("/contracts/A-0001/reopen/").content.decode()
    )
    assert keeper.post("/contracts/A-0001/reopen/", {"reason": "It was another."}).status_code == 302
    assert Agreement.objects.get().ended_on is None


def test_it_ends_early_with_a_reason(bench: Council, keeper: Client) -> None:
    agreement(bench, break_from=date(2026, 4, 1))
    path = "/contracts/A-0001/end/"
    assert "The council may end it early from 1 April 2026." in words_of(keeper.get(path).content.decode())
    html = keeper.post(path, {"reason": "Notice is given.", **day("on", date(2024, 1, 1))}).content.decode()
    assert errors(html) == ["Enter 1 April 2025 or a later day: it started then"]
    assert "Notice is given." in html
    assert keeper.post(path, {"reason": "Notice is given.", **day("on", date(2027, 6, 30))}).status_code == 302
    assert Agreement.objects.get().current_end == date(2027, 6, 30)


def test_who_manages_it_is_chosen_from_officers(bench: Council, keeper: Client) -> None:
    agreement(bench)
    path = "/contracts/A-0001/people/"
    same = {"contract_manager": str(bench["lead"].pk), "deputy": str(bench["lead"].pk)}
    assert errors(keeper.post(path, same).content.decode()) == ["Select somebody other than the contract manager"]
    councillor = {"contract_manager": str(bench["councillor"].pk)}
    assert errors(keeper.post(path, councillor).content.decode()) == ["Select a person from the list"]
    assert keeper.post(path, same | {"deputy": ""}).status_code == 302
    assert Agreement.objects.get().contract_manager == bench["lead"]


def test_people_whom_others_changed_meanwhile_are_shown_beside_what_was_chosen(bench: Council, keeper: Client) -> None:
    row = agreement(bench)
    path = "/contracts/A-0001/people/"
    data = {"version": str(row.version), "deputy": str(bench["lead"].pk)}
    assign_people(row, bench["member"], None, actor=bench["lead"], at=NOW)
    response = keeper.post(path, data)
    assert response.status_code == 409
    text = words_of(response.content.decode())
    assert "This is what it says now. Saving replaces it with what you typed. Contract manager Leanne Cooper" in text
    form = next(form for form in forms_of(response.content.decode()) if "deputy" in form.controls)
    sent = {name: [value for value, chosen in control.values if chosen] for name, control in form.controls.items()}
    assert keeper.post(path, sent).status_code == 302
    row = Agreement.objects.get()
    assert (row.contract_manager, row.deputy) == (None, bench["lead"])


def test_somebody_who_has_left_is_still_named_until_another_is_chosen(bench: Council, keeper: Client) -> None:
    agreement(bench, contract_manager=bench["member"])
    User.objects.filter(pk=bench["member"].pk).update(is_active=False)
    for path in ("/contracts/A-0001/people/", "/contracts/A-0001/edit/"):
        form = next(f for f in forms_of(keeper.get(path).content.decode()) if "deputy" in f.controls)
        sent = {name: [value for value, chosen in control.values if chosen] for name, control in form.controls.items()}
        assert keeper.post(path, sent).status_code == 302
        assert Agreement.objects.get().contract_manager == bench["member"]


def test_the_reorganisation_has_a_page_where_it_is_switched_on(bench: Council, keeper: Client) -> None:
    agreement(bench)
    path = "/contracts/A-0001/reorganisation/"
    assert keeper.get(path).status_code == 403
    switch_on_reorganisation()
    assert keeper.post(path, {"treatment": "novate", "consent": ""}).status_code == 302
    assert Agreement.objects.get().reorganisation == "novate"


def test_documents_are_links_or_evidence_that_the_person_reads(bench: Council, keeper: Client) -> None:
    cycle, hidden = bench.cycle(), bench.cycle(restricted=True, service_name="Secure care")
    row = agreement(bench, service=cycle.service)
    evidence, secret = (play.add_evidence(each, f"Plan {each.reference}", at=NOW) for each in (cycle, hidden))
    path = "/contracts/A-0001/documents/new/"
    html = keeper.get(path).content.decode()
    assert evidence.title in html
    assert secret.title not in html
    assert errors(keeper.post(path, {}).content.decode()) == ["Enter a link, or select an item of evidence"]
    assert errors(keeper.post(path, {"url": "ftp://a"}).content.decode()) == [
        "Enter a link that starts with https:// or http://"
    ]
    assert errors(keeper.post(path, {"evidence": str(secret.pk)}).content.decode()) == [
        "Select an item of evidence from the list"
    ]
    assert keeper.post(path, {"evidence": str(evidence.pk)}).status_code == 302
    document = row.documents.get()
    assert (document.title, document.evidence) == (evidence.title, evidence)
    recorded = [each.sentence for each in entries(Event.objects.filter(chain=row.chain))]
    assert recorded[-1] == "Added an item of evidence to the documents of A-0001"
    path = f"/contracts/A-0001/documents/{document.pk}/"
    assert keeper.post(path, {"reason": "It is the wrong plan."}).status_code == 302
    assert not row.documents.exists()
    assert Evidence.objects.filter(pk=evidence.pk).exists()
    with pytest.raises(Refused):
        add_document(row, DocumentInput("Paper", "https://a.example"), actor=bench["auditor"], at=NOW)


def test_a_document_that_somebody_may_not_read_is_absent_for_them(bench: Council, keeper: Client) -> None:
    hidden = bench.cycle(restricted=True, service_name="Secure care")
    row = agreement(bench, cycle=hidden)
    secret = play.add_evidence(hidden, "Plan", at=NOW)
    document = add_document(row, DocumentInput(evidence=secret), actor=bench["lead"], at=NOW)
    assert keeper.get(f"/contracts/A-0001/documents/{document.pk}/").status_code == 404
    remove_document(document, reason="Wrong", actor=bench["lead"], at=NOW)


def test_the_history_is_for_officers(bench: Council, client: Client) -> None:
    row = agreement(bench)
    end_agreement(row, ON, reason="The supplier stopped.", actor=bench["lead"], at=NOW)
    client.force_login(bench["auditor"])
    text = words_of(client.get("/contracts/A-0001/history/").content.decode())
    assert "Ended A-0001, with 20 November 2026 as its last day Priya Nair" in text
    assert "The supplier stopped." in text
    client.force_login(bench["councillor"])
    assert client.get("/contracts/A-0001/history/").status_code == 403
