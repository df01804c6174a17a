"""Agreements on the pages of cycles and services, on My work and in the search; nothing of a restricted cycle leaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement, Waiver
from contracts.services.agreements import ExtensionInput, SuppliedByInput, change_agreement, values_of
from cycles.models import Cycle
from cycles.services.editing import restrict
from demo import play
from notifications.models import Notification
from principles.selectors import edition_in_force
from tests.contracts.register import agreement, supplier
from tests.contracts.test_cycle_dates import fresh, replacing, take_extension
from tests.council import NOW, Council
from tests.overview.texts import rows, section, text_of

As = Callable[[str], Client]
CANARY = "Quicksilver"
pytestmark = pytest.mark.usefixtures("time_stands")


@pytest.fixture
def as_(bench: Council) -> As:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(bench[name])
        return client

    return signed_in


def own(cycle: Cycle, council: Council, **more: Any) -> Agreement:
    return agreement(council, cycle=cycle, service=cycle.service, **more)


def test_the_overview_says_what_sets_its_dates(bench: Council, as_: As) -> None:
    brightways = supplier(bench)
    row = agreement(bench, brightways, notice_months=3, extensions=[ExtensionInput(months=12)])
    cycle = replacing(bench, row)
    own(cycle, bench, title="New streets", start=date(2028, 4, 1), first_end=date(2032, 3, 31), is_signed=False)
    page = as_("lead").get(cycle.get_absolute_url())
    assert "Need-by date 1 April 2028 Set by A-0001 , the agreement that this cycle replaces" in section(
        page, "delivery"
    )
    assert section(page, "agreements") == (
        "Agreements Replaces A-0001 Street cleansing Contract, Brightways Care Ltd. From 1 April 2025 to 31 March 2028."
        " Notice of an extension by 31 December 2027 Puts in place A-0002 New streets (not signed yet) Contract."
        " From 1 April 2028 to 31 March 2032 Change the agreement that it replaces"
        " All cycles and agreements of this service"
    )
    assert "A-0002" not in text_of(as_("councillor").get(cycle.get_absolute_url()))


def test_without_agreements_the_page_says_so(bench: Council, as_: As) -> None:
    cycle = bench.cycle_at("do")
    empty = "Agreements No agreements yet. The need-by date and what runs today are typed in this cycle;"
    for path in (cycle.get_absolute_url(), f"{cycle.get_absolute_url()}do/"):
        assert section(as_("lead").get(path), "agreements").startswith(empty)


def test_an_agreement_without_an_end_says_why_the_date_is_typed(bench: Council, as_: As) -> None:
    cycle = replacing(bench, agreement(bench, is_rolling=True, first_end=None))
    shown = section(as_("other").get(cycle.get_absolute_url()), "agreements")
    why = "A-0001 goes on until notice is given, so it does not say when the new arrangement must start"
    assert f"{why}: the date is typed in this cycle." in shown


def test_agreements_take_one_statement_more(
    bench: Council, as_: As, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    client.get(cycle.get_absolute_url())
    with django_assert_num_queries(16):
        client.get(cycle.get_absolute_url())
    for number in (1, 3):
        for n in range(number):
            own(cycle, bench, title=f"Lot {n}", suppliers=[SuppliedByInput(supplier(bench, f"Firm {number} {n}"))])
        with django_assert_num_queries(17):
            client.get(cycle.get_absolute_url())


def test_the_team_selects_the_agreement(bench: Council, as_: As) -> None:
    row, elsewhere = agreement(bench), agreement(bench, title="Parks", first_end=date(2029, 3, 31))
    cycle = bench.cycle()
    change_agreement(row, replace(values_of(row), service=cycle.service), actor=bench["lead"], at=NOW)
    path, client = f"{cycle.get_absolute_url()}replaces/", as_("lead")
    assert "A-0001 Street cleansing, to 31 March 2028" in text_of(client.get(path))
    said = {"agreement": row.pk, "reason": "It is what runs today", "version": cycle.details_version}
    assert client.post(path, said).status_code == 302
    assert fresh(cycle).need_by_source == "A-0001"
    assert client.post(path, said).status_code == 409
    other = {"agreement": "another", "reason": "It covers both", "version": fresh(cycle).details_version}
    assert "like A-0147" in text_of(client.post(path, other | {"reference": "A-99"}))
    assert client.post(path, other | {"reference": "a2"}).status_code == 302
    assert (fresh(cycle).need_by_source, fresh(cycle).need_by) == (elsewhere.reference, date(2029, 4, 1))
    none = {"agreement": "none", "reason": "It was wrong", "version": fresh(cycle).details_version}
    assert client.post(path, none).status_code == 302
    assert (fresh(cycle).need_by_source, fresh(cycle).need_by) == ("", date(2029, 4, 1))
    assert as_("other").get(path).status_code == 403


def edit_values(cycle: Cycle) -> dict[str, Any]:
    return {
        "purpose": "Clean streets.",
        "key_decision": "no",
        "ambitions": [edition_in_force(NOW.date()).ambition_set.all()[0].pk],
        "all_divisions": "on",
        "version": cycle.details_version,
    }


def test_what_an_agreement_sets_has_no_box_and_a_hand_made_post_changes_nothing(bench: Council, as_: As) -> None:
    row = agreement(bench)
    cycle = replacing(bench, row)
    own(cycle, bench, first_end=date(2032, 3, 31), start=date(2028, 4, 1))
    cycle, client = fresh(cycle), as_("lead")
    path = f"{cycle.get_absolute_url()}edit/"
    page = client.get(path)
    assert b"need_by_day" not in page.content
    assert "1 April 2028, set by A-0001 , the agreement that this cycle replaces" in text_of(page)
    assert "31 March 2032, set by A-0002 , the agreement that this cycle puts in place" in text_of(page)
    by_hand = {"need_by_day": "1", "need_by_month": "1", "need_by_year": "2027"}
    refused = client.post(path, edit_values(cycle) | by_hand)
    assert "“Need-by date” is set by A-0001: change the agreement instead" in text_of(refused)
    assert "Clean streets." in refused.content.decode()
    assert (fresh(cycle).need_by, fresh(cycle).purpose) == (cycle.need_by, cycle.purpose)
    same = {"need_by_day": "1", "need_by_month": "4", "need_by_year": "2028"}
    assert client.post(path, edit_values(cycle) | same).status_code == 302
    assert (fresh(cycle).need_by, fresh(cycle).purpose) == (date(2028, 4, 1), "Clean streets.")


def test_a_start_offers_the_agreements_of_the_service(bench: Council, as_: As) -> None:
    before = bench.cycle()
    Cycle.objects.filter(pk=before.pk).update(stage="closed", status="", ended_at=NOW)
    row = own(before, bench, first_end=date(2028, 9, 30))
    client = as_("lead")
    what = {"service": before.service_id, "directorate": bench.place.pk, "purpose": "Clean streets."}
    assert client.post("/cycles/new/one/what/", what).status_code == 302
    assert "A-0001 Street cleansing, to 30 September 2028" in text_of(client.get("/cycles/new/one/when/"))
    assert "Enter the day on which the new arrangement must start" in text_of(client.post("/cycles/new/one/when/", {}))
    typed = {"replaces": row.pk, "need_by_day": "1", "need_by_month": "4", "need_by_year": "2028"}
    assert "A-0001 ends on 30 September 2028: leave this empty" in text_of(client.post("/cycles/new/one/when/", typed))
    pages: dict[str, dict[str, Any]] = {
        "when": {"replaces": row.pk},
        "money": {},
        "aims": {
            "key_decision": "no",
            "ambitions": [edition_in_force(NOW.date()).ambition_set.all()[0].pk],
            "all_divisions": "on",
        },
        "people": {"lead": bench["lead"].pk, "sponsor": bench["assistant"].pk},
    }
    for name, values in pages.items():
        assert client.post(f"/cycles/new/one/{name}/", values).status_code == 302, name
    assert "Replaces A-0001 Street cleansing" in text_of(client.get("/cycles/new/one/check/"))
    assert client.post("/cycles/new/one/check/").status_code == 302
    cycle = Cycle.objects.latest("serial")
    assert (cycle.previous, cycle.need_by, cycle.need_by_source) == (before, date(2028, 10, 1), "A-0001")


def test_a_service_on_one_line_of_time(bench: Council, as_: As) -> None:
    cycle = bench.cycle()
    Cycle.objects.filter(pk=cycle.pk).update(stage="closed", status="", ended_at=NOW)
    row = own(cycle, bench, extensions=[ExtensionInput(months=12)])
    Waiver.objects.create(
        serial=1,
        reference="W-0001",
        kind="waiver",
        cause="urgency",
        what="Gritting by the present firm",
        reason="It is winter",
        starts=NOW.date(),
        expires=date(2027, 3, 31),
        approver="Grace Holland",
        approved_on=NOW.date(),
        directorate=bench.place,
        agreement=row,
        recorded_by=bench["lead"],
        recorded_at=NOW,
    )
    page = as_("councillor").get(f"/services/{cycle.service_id}/")
    assert rows(page) == [
        "C-0001 Cycle 1 Cycle Closed. Started 23 November 2026, ended 23 November 2026",
        "A-0001 Street cleansing Contract From 1 April 2025 to 31 March 2028. Can be extended to 31 March 2029",
    ]
    assert "W-0001 Gritting by the present firm 23 November 2026 31 March 2027 Not known" in section(page, "waivers")
    said = "The last safe day to start the next cycle was 4 September 2026."
    assert said in text_of(as_("lead").get(f"/services/{cycle.service_id}/"))
    assert "Without a live cycle." in text_of(page)
    assert said not in text_of(page)  # as on the agreement's page: what the council plans is for officers
    assert as_("lead").get("/services/999/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_service_takes_the_same_statements(
    bench: Council, as_: As, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    for n in range(number):
        own(cycle, bench, title=f"Lot {n}", suppliers=[SuppliedByInput(supplier(bench, f"Firm {n}"))])
    client.get("/help/")
    with django_assert_num_queries(7):
        client.get(f"/services/{cycle.service_id}/")


def test_my_work_has_what_is_due_for_agreements(bench: Council, as_: As) -> None:
    end: dict[str, Any] = {
        "first_end": date(2027, 3, 31),
        "notice_months": 1,
        "extensions": [ExtensionInput(months=12)],
    }
    agreement(bench, contract_manager=bench["adviser"], **end)
    agreement(bench, title="Parks", deputy=bench["adviser"], first_end=date(2026, 10, 31))
    said = section(as_("adviser").get("/my-work/"), "my-agreements")
    assert "A-0001 Street cleansing: decide whether to extend it" in said
    assert "A-0001 Street cleansing: the register does not say its service, supplier, review date" in said
    assert "A-0002 Parks: it ended on 31 October 2026. Say whether it is still running" in said
    assert section(as_("adviser2").get("/my-work/"), "my-agreements") == ""


def test_search_finds_agreements_and_suppliers(bench: Council, as_: As) -> None:
    agreement(bench, supplier(bench, "Fenland Homes CIC"), title=f"{CANARY} gritting")
    agreement(bench, title=f"{CANARY} unsigned", is_signed=False)
    page = as_("lead").get(f"/search/?q={CANARY}")
    assert section(page, "agreements").startswith(f"Agreements 2 {CANARY} unsigned")
    assert section(as_("councillor").get(f"/search/?q={CANARY}"), "agreements") == (
        f"Agreements 1 {CANARY} gritting A-0001, Contract, Fenland Homes CIC, Place. From 1 April 2025 to 31 March 2028"
    )
    assert "Fenland Homes CIC Supplier" in section(as_("lead").get("/search/?q=fenland"), "suppliers")
    assert as_("lead").get("/search/?q=a1")["Location"] == "/contracts/A-0001/"
    assert as_("councillor").get("/search/?q=A-0002").status_code == 200


def test_nothing_of_a_restricted_cycle_leaks_through_its_agreements(bench: Council, as_: As) -> None:
    """`other` sees the signed agreement and acts on it; nothing says that a cycle replaces it or put it in place."""
    row = agreement(bench, title="Gritting", contract_manager=bench["other"], extensions=[ExtensionInput(months=12)])
    cycle = replacing(bench, row, service_name=f"{CANARY} homes", purpose=f"{CANARY} for everybody.")
    hidden = own(cycle, bench, title=f"{CANARY} lot", is_signed=False)
    signed = own(cycle, bench, title="Signed lot", start=date(2028, 4, 1), first_end=date(2031, 3, 31))
    restrict(fresh(cycle), restricted=True, reason="Staff", actor=bench["lead"], at=NOW)
    Agreement.objects.filter(pk__in=[signed.pk]).update(service=None)
    take_extension(row, bench)  # by `other`
    assert fresh(cycle).need_by == date(2029, 4, 1)
    assert not Notification.objects.filter(person=bench["other"], subject__contains=CANARY).exists()
    client = as_("other")
    pages = [
        "/my-work/",
        f"/search/?q={CANARY}",
        row.get_absolute_url(),
        signed.get_absolute_url(),
        "/cycles/",
        "/cycles/timeline/",
        "/account/notifications/",
    ]
    for path in pages:
        response = client.get(path)
        assert response.status_code == 200, path
        shown = text_of(response).replace(f"“{CANARY}”", "")
        assert CANARY not in shown, path
        assert cycle.reference not in shown, path
    gone = [
        f"/services/{cycle.service_id}/",
        hidden.get_absolute_url(),
        cycle.get_absolute_url(),
        f"{cycle.get_absolute_url()}replaces/",
    ]
    assert [client.get(path).status_code for path in gone] == [404] * 4
    assert as_("lead").get(gone[0]).status_code == 200


def test_a_restricted_cycle_is_void_without_a_word_to_others(bench: Council, as_: As) -> None:
    row = agreement(bench, contract_manager=bench["other"], extensions=[ExtensionInput(months=12)])
    cycle = replacing(bench, row)
    restrict(cycle, restricted=True, reason="Staff", actor=bench["lead"], at=NOW)
    play.put(play.ready(fresh(cycle), at=NOW), at=NOW)
    take_extension(row, bench)
    told = Notification.objects.filter(kind="submission_voided_by_dates").values_list("person__name", flat=True)
    assert sorted(told) == ["Grace Holland", "Priya Nair"]
