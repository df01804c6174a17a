"""Adding an agreement and changing its entry on their pages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement, Supplier
from contracts.services.agreements import ExtensionInput, LotInput, SuppliedByInput, change_agreement, values_of
from contracts.services.extensions import ExtensionDecisionInput, take_extension
from contracts.services.suppliers import SupplierInput, add_supplier
from tests.access.forms import Data, forms_of
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council

pytestmark = pytest.mark.usefixtures("time_stands")


@pytest.fixture
def keeper(bench: Council) -> Client:
    client = Client()
    client.force_login(bench["other"])
    return client


def as_it_stands(client: Client, path: str) -> Data:
    """What the form of a page sends when nothing is typed."""
    response = client.get(path)
    assert response.status_code == 200
    form = next(
        form for form in forms_of(response.content.decode()) if form.method == "post" and "title" in form.controls
    )
    return {name: [value for value, chosen in control.values if chosen] for name, control in form.controls.items()}


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def errors(html: str) -> list[str]:
    summary = html.split("govuk-error-summary__body", 1)[1].split("</ul>", 1)[0]
    return [unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in re.findall(r"<li>(.*?)</li>", summary, re.S)]


def test_an_agreement_is_added_with_a_length_instead_of_an_end(bench: Council, keeper: Client) -> None:
    known = supplier(bench, "Brightways Care Ltd")
    data = {
        "title": "Street cleansing",
        "kind": "contract",
        "is_signed": "yes",
        "directorate": str(bench.place.pk),
        "term_months": "36",
        "value": "1.5m",
        "notice_months": "3",
        "contract_manager": str(bench["lead"].pk),
        "suppliers-0-name": "brightways care limited",
        "extensions-0-months": "12",
        "extensions-1-months": "12",
        "extensions-2-months": "",
        **day("start", date(2025, 4, 1)),
    }
    response = keeper.post("/contracts/new/", data, follow=True)
    row = Agreement.objects.get()
    assert response.redirect_chain == [("/contracts/A-0001/", 302)]
    assert "It ends on 31 March 2028, or 31 March 2030 with both extensions." in unescape(response.content.decode())
    assert (row.first_end, row.value, row.contract_manager) == (date(2028, 3, 31), Decimal(1_500_000), bench["lead"])
    assert [each.supplier for each in row.supplied_by.all()] == [known]
    assert row.extensions.count() == 2


def test_a_new_supplier_is_added_once_those_like_it_were_named(bench: Council, keeper: Client) -> None:
    known = supplier(bench, "Brightways Care Ltd", company_number="01234567")
    data = {"title": "Streets", "kind": "contract", "is_signed": "yes", "suppliers-0-name": "Brightway Care"}
    html = keeper.post("/contracts/new/", data).content.decode()
    assert errors(html) == ["There is no supplier “Brightway Care” yet: select which one you mean"]
    assert "Brightways Care Ltd, 01234567" in html
    assert not Agreement.objects.exists()
    assert keeper.post("/contracts/new/", data | {"suppliers-0-choice": str(known.pk)}).status_code == 302
    assert keeper.post("/contracts/new/", data | {"suppliers-0-choice": "new"}).status_code == 302
    assert [str(each) for row in Agreement.objects.all() for each in row.supplied_by.all()] == [
        "Brightways Care Ltd",
        "Brightway Care",
    ]
    assert Supplier.objects.count() == 2


def test_two_suppliers_of_one_name_are_told_apart(bench: Council, keeper: Client) -> None:
    first, again = supplier(bench), SupplierInput("Brightways Care Ltd", company_number="SC123456")
    second = add_supplier(again, actor=bench["lead"], at=NOW, is_another=True)
    row = agreement(bench, second)
    data = as_it_stands(keeper, "/contracts/A-0001/edit/")
    assert keeper.post("/contracts/A-0001/edit/", data).status_code == 302
    assert [each.supplier for each in row.supplied_by.all()] == [second]
    html = keeper.post("/contracts/A-0001/edit/", data | {"suppliers-0-known": "", "version": "1"}).content.decode()
    assert errors(html)[-1] == "There is no supplier “Brightways Care Ltd” yet: select which one you mean"
    assert f'value="{first.pk}"' in html


def test_nothing_is_changed_by_saving_what_stands_there(bench: Council, keeper: Client) -> None:
    cycle = bench.cycle()
    first, second = supplier(bench, "Fenland Homes CIC"), supplier(bench, "Wash Services Ltd")
    row = agreement(
        bench,
        council_reference="PL26-021",
        description="Streets are swept.",
        service=cycle.service,
        cycle=cycle,
        signed_on=date(2025, 3, 20),
        notice_months=3,
        notice_days=0,
        route="external",
        regime="an_old_regime",
        risk_class="platinum",
        lots=[LotInput("1", "North", Decimal(10))],
        suppliers=[SuppliedByInput(first, "1"), SuppliedByInput(second)],
        extensions=[ExtensionInput(months=12, decided_by="Executive"), ExtensionInput(until=date(2030, 3, 31))],
    )
    take = ExtensionDecisionInput("Executive", date(2026, 11, 20), "It performs well.")
    row = take_extension(row, 1, take, actor=bench["lead"], at=NOW)
    before = values_of(Agreement.objects.get())
    assert keeper.post("/contracts/A-0001/edit/", as_it_stands(keeper, "/contracts/A-0001/edit/")).status_code == 302
    row = Agreement.objects.get()
    assert values_of(row) == before
    assert row.extensions.count() == 2


def test_another_row_keeps_what_was_typed_and_shows_no_errors(bench: Council, keeper: Client) -> None:
    html = keeper.post("/contracts/new/", {"add": "lots", "description": "Streets are swept."}).content.decode()
    assert "govuk-error-summary" not in html
    assert "Streets are swept." in html
    assert 'name="lots-0-number"' in html
    html = keeper.post("/contracts/new/", {"add": "lots", "lots-0-number": "7"}).content.decode()
    assert 'value="7"' in html
    assert 'name="lots-1-number"' in html
    assert not Agreement.objects.exists()


def test_errors_say_what_to_do_and_keep_what_was_typed(bench: Council, keeper: Client) -> None:
    data: dict[str, Any] = {
        "kind": "contract",
        "description": "Streets are swept.",
        "term_months": "12",
        "cycle": "C-9999",
        "suppliers-0-lot": "3",
        "lots-0-title": "North",
        "extensions-0-decided_by": "Executive",
    }
    response = keeper.post("/contracts/new/", data)
    assert response.status_code == 200
    html = response.content.decode()
    assert errors(html) == [
        "Enter a title",
        "Enter the reference of a cycle that you see, like C-0147",
        "Select whether it is signed",
        "Enter the start: the end follows from it and the length",
        "Enter the supplier of this lot",
        "Enter the number of the lot",
        "Enter how many months the extension lasts, or its last day",
    ]
    assert "<title>Error: Add an agreement" in html
    assert "Streets are swept." in html
    assert not Agreement.objects.exists()


def test_what_others_saved_meanwhile_is_shown_beside_what_was_typed(bench: Council, keeper: Client) -> None:
    row = agreement(bench)
    data = as_it_stands(keeper, "/contracts/A-0001/edit/") | {"title": "Clean streets"}
    theirs = values_of(row)
    change_agreement(row, theirs.__class__(**vars(theirs) | {"title": "Tidy streets"}), actor=bench["lead"], at=NOW)
    response = keeper.post("/contracts/A-0001/edit/", data)
    assert response.status_code == 409
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    assert "Title Tidy streets Clean streets" in html
    assert Agreement.objects.get().title == "Tidy streets"
    fresh = next(f for f in forms_of(response.content.decode()) if "title" in f.controls)
    again = {name: [value for value, chosen in control.values if chosen] for name, control in fresh.controls.items()}
    assert keeper.post("/contracts/A-0001/edit/", again).status_code == 302
    assert Agreement.objects.get().title == "Clean streets"


def test_only_cycles_that_the_person_sees_are_offered_and_taken(bench: Council, keeper: Client) -> None:
    hidden = bench.cycle(restricted=True, service_name="Secure care")
    seen = bench.cycle()
    html = keeper.get("/contracts/new/").content.decode()
    assert seen.reference in html
    assert hidden.reference not in html
    assert "Secure care" not in html
    data = {"title": "Streets", "kind": "contract", "is_signed": "yes", "cycle": hidden.reference}
    assert errors(keeper.post("/contracts/new/", data).content.decode()) == [
        "Enter the reference of a cycle that you see, like C-0147"
    ]
    framework = agreement(bench, kind="framework", cycle=hidden, is_signed=False)
    row = agreement(bench, cycle=hidden, framework=framework)
    assert keeper.post("/contracts/A-0002/edit/", as_it_stands(keeper, "/contracts/A-0002/edit/")).status_code == 302
    row = Agreement.objects.get(pk=row.pk)
    assert (row.cycle, row.framework) == (hidden, framework)


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "owner"])
def test_others_are_told_who_keeps_the_register(bench: Council, client: Client, name: str) -> None:
    agreement(bench)
    client.force_login(bench[name])
    for path in ("/contracts/new/", "/contracts/A-0001/edit/", "/contracts/A-9999/edit/"):
        response = client.get(path)
        assert response.status_code == 403
        assert "Only commissioners, managers and advisers for procurement" in response.content.decode()


def test_the_form_has_a_fixed_number_of_statements(
    bench: Council, keeper: Client, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        row = agreement(
            bench,
            lots=[LotInput(str(place)) for place in range(count)],
            suppliers=[SuppliedByInput(supplier(bench, f"Supplier {count}{place}")) for place in range(count)],
            extensions=[ExtensionInput(months=12) for _ in range(count)],
        )
        keeper.get(f"/contracts/{row.reference}/edit/")
        with django_assert_num_queries(18):
            keeper.get(f"/contracts/{row.reference}/edit/")
