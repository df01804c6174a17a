"""The page of the whole-life cost, its files, what a pack seals of it, and bad input on its rows."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cycles.models import Cycle
from stages.plan.models import CostLine
from stages.plan.presenters.costs import sealed_costs, terms_in_words
from tests.council import NOW
from tests.overview.texts import section, text_of
from tests.stages.plan.costs import basis, benefit, confirmed_costs, cost, fund, option

STATEMENTS = 12


@pytest.fixture
def lead(plan: Cycle) -> Client:
    client = Client()
    client.force_login(plan.lead)
    return client


def page(client: Client, cycle: Cycle) -> Any:
    return client.get(reverse("plan-cost", args=[cycle.reference]))


def test_an_empty_page_says_what_comes_first(plan: Cycle, lead: Client) -> None:
    text = text_of(page(lead, plan))
    assert "No option has a whole-life cost yet." in text
    assert "There is no option to cost yet. Add the options first." in text


def test_it_says_cost_difference_gaps_and_net_position(plan: Cycle, lead: Client) -> None:
    """Keep as is: 2 x 110,000. External: 2 x 100,000 in cash; discounted 100,000 + 96,618.36."""
    row = confirmed_costs(plan)
    keep = option(plan, "Keep as is", "keep")
    cost(keep, 110_000)
    response = page(lead, plan)
    assert "The options cost from £200,000 to £220,000 over their whole life." in text_of(response)
    assert section(response, f"option-{row.pk}") == (
        "“External supplier” costs £200,000 from 2027/28 to 2028/29, £20,000 less than keeping things as they are"
        " Discounted to 2027/28 it is worth £196,618.36, at 3.5% a year."
        " Cashable savings to 2028/29 come to £15,000, which leaves £185,000 net."
        " External supplier by financial year Year Cost As a bar Discounted, by factor Funding"
        " 2027/28 £100,000 £100,000 1.0000 Funded"
        " 2028/29 £100,000 £96,618.36 0.9662 Funded, £100,000 of it not secured yet"
        " In all £200,000 £196,618.36"
        " How it is made up: 1 cost Price (Price): £100,000 a year, 2027/28 to 2028/29"
        " Costs of External supplier by financial year Cost 2027/28 2028/29 In all Price £100,000 £100,000 £200,000"
    )
    assert "2027/28 is short of £10,000 and 2028/29 of £10,000." in section(response, f"option-{keep.pk}")
    assert "Confirmed by Finance £200,000 on 20 November 2026" in section(response, "basis")


def test_a_cost_that_is_not_known_is_said_and_no_sum_stands_beside_it(plan: Cycle, lead: Client) -> None:
    row = option(plan)
    cost(row, 24, kind="rate", uses_demand=True)
    response = page(lead, plan)
    assert "External supplier Not known: no demand is projected for 2027/28 and 2028/29" in section(
        response, "by-option"
    )
    assert "The cost of “External supplier” is not known" in section(response, f"option-{row.pk}")


def test_an_officer_reads_it_and_a_councillor_does_not(plan: Cycle, council: Any, client: Client) -> None:
    confirmed_costs(plan)
    client.force_login(council["other"])
    assert "Add a cost" not in text_of(page(client, plan))
    client.force_login(council["councillor"])
    assert page(client, plan).status_code == 403


@pytest.mark.parametrize("options", [1, 3])
def test_a_fixed_number_of_statements(
    plan: Cycle, lead: Client, options: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(options):
        row = option(plan, f"Way {number}")
        cost(row, uplift="pay")
        benefit(row)
        fund(plan, 2027 + number)
    basis(plan)
    page(lead, plan)  # what a process keeps in mind is read
    with django_assert_num_queries(STATEMENTS):
        assert page(lead, plan).status_code == 200


def test_six_options_and_forty_lines_cost_no_more(
    plan: Cycle, lead: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [option(plan, f"Way {number}") for number in range(6)]
    basis(plan, None)
    CostLine.objects.bulk_create(
        CostLine(
            cycle=plan,
            position=number,
            changed_at=NOW,
            option=rows[number % 6],
            name=f"Cost {number}",
            amount=Decimal(1000),
            first_year=2027,
            last_year=2036,
            uplift="pay",
        )
        for number in range(40)
    )
    benefit(rows[0])
    fund(plan, 2027)
    page(lead, plan)  # what a process keeps in mind is read
    with django_assert_num_queries(STATEMENTS):
        assert page(lead, plan).status_code == 200


def test_the_files_hold_every_cost_by_year(plan: Cycle, lead: Client) -> None:
    row = option(plan, "=Way")
    cost(row, "100.50", kind="exit", in_extension=True)
    fund(plan, 2027, 40)
    said = ["=Way", "Price", "Exit", "£100.50 a year, 2027/28 to 2028/29, only if extended"]
    csv = lead.get(reverse("plan-cost-csv", args=[plan.reference]))
    lines = b"".join(csv).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        'Option,Cost,Kind,Worked out from,Financial year,Central,Low,High,"Discounted, central",Funded,Short of'
    )
    assert lines[2:] == [
        '\'=Way,Price,Exit,"£100.50 a year, 2027/28 to 2028/29, only if extended",2028/29,100.50,100.50,100.50,,,',
        "'=Way,All costs,,,2027/28,100.50,100.50,100.50,100.50,40.00,60.50",
        "'=Way,All costs,,,2028/29,100.50,100.50,100.50,97.10,0.00,100.50",
    ]
    file = lead.get(reverse("plan-cost-xlsx", args=[plan.reference]))
    sheet = load_workbook(BytesIO(file.content))["Whole-life cost"]
    assert [cell.value for cell in sheet[2]][:6] == [*said, "2027/28", 100.5]


def test_a_pack_seals_the_cost_by_option_and_year(plan: Cycle) -> None:
    row = confirmed_costs(plan)
    cost(row, 5, 2028, 2028, name="Extra", in_extension=True)
    (table,) = sealed_costs(plan, "plan")
    assert table.rows == [
        (
            f"{row.pk}-2027",
            ["External supplier, 2027/28", *["£100,000"] * 4, "£0", "£100,000", ""],
        ),
        (
            f"{row.pk}-2028",
            ["External supplier, 2028/29", *["£100,005"] * 3, "£96,623.19", "£5", "£100,000", "£5"],
        ),
    ]
    assert table.sentences == ["“External supplier” costs £200,005 from 2027/28 to 2028/29"]
    assert list(sealed_costs(plan, "analyse")) == []


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"amount": Decimal(-1)}, "amount", "Enter 0 or more"),
        ({"last_year": 2026}, "last_year", "The last year must be the first year or a later one"),
        (
            {"last_year": 2069},
            "last_year",
            "A cost can run for 40 years at most: choose an earlier last year",
        ),
        ({"first_year": 1999}, "first_year", "Value 1999 is not a valid choice."),
        ({"kind": "rate"}, "volume", "Enter the volume, or tick that it is the projected demand"),
        ({"volume": Decimal(-2)}, "volume", "Enter 0 or more"),
        (
            {"volume": Decimal(2), "uses_demand": True},
            "volume",
            "Leave the fixed volume empty, or untick that the volume is the projected demand",
        ),
        ({"uplift": "own"}, "own_percent", "Enter the percentage by which it rises each year"),
        ({"uplift": "own", "own_percent": Decimal(26)}, "own_percent", "Enter 25 or less"),
        (
            {"own_percent": Decimal(2)},
            "own_percent",
            "Leave it empty, or choose that the cost rises at a percentage of its own",
        ),
        ({"vat_percent": Decimal(20)}, "vat_percent", "Leave it empty, or choose that VAT is not recovered"),
        ({"vat": "added", "vat_percent": Decimal(51)}, "vat_percent", "Enter 50 or less"),
    ],
)
def test_absurd_costs_are_refused_with_a_sentence(values: dict[str, Any], field: str, sentence: str) -> None:
    sound: dict[str, Any] = {"position": 1, "changed_at": NOW, "name": "Price", "amount": Decimal(1)}
    line = CostLine(**(sound | {"first_year": 2027, "last_year": 2028} | values))
    with pytest.raises(ValidationError) as refused:
        line.full_clean(exclude=["cycle", "changed_by", "option"], validate_unique=False)
    assert refused.value.message_dict == {field: [sentence]}


def test_the_form_says_beside_each_field_what_to_do(plan: Cycle, lead: Client) -> None:
    row = option(plan)
    typed = {"option": row.pk, "name": "Care", "kind": "price", "amount": "-5", "first_year": "", "vat": "left_out"}
    response = lead.post(reverse("record-new", args=[plan.reference, "plan", "cost-lines"]), typed)
    assert response.context["form"].errors == {
        "amount": ["Amount must be £0 or more"],
        "first_year": ["Select the first financial year"],
        "last_year": ["Select the last financial year"],
    }
    assert 'value="Care"' in response.content.decode()


def test_there_is_one_basis_only(plan: Cycle) -> None:
    basis(plan)
    with pytest.raises(ValidationError, match="There is one already, and there can be no other"):
        basis(plan)


def test_a_confirmation_has_its_day_and_its_sum(plan: Cycle) -> None:
    with pytest.raises(ValidationError, match="Enter the day on which Finance confirmed it"):
        basis(plan, 5, confirmed_on=None)
    with pytest.raises(ValidationError, match="Enter the cost that Finance confirmed"):
        basis(plan, 5, confirmed_cost=None)


def test_a_cashable_saving_has_its_amount_and_its_budget(plan: Cycle) -> None:
    row = option(plan)
    with pytest.raises(ValidationError, match="Enter the amount by which a budget can be cut each year"):
        benefit(row, is_cashable=True)
    with pytest.raises(ValidationError, match="Enter the budget that is cut by it"):
        benefit(row, is_cashable=True, yearly_amount=Decimal(1))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "£24.10 a year, 2027/28 to 2028/29"),
        ({"last_year": 2027, "volume": Decimal("750.50")}, "£24.10 for each of 750.5 units a year, 2027/28"),
        (
            {"uses_demand": True, "uplift": "pay", "vat": "added"},
            "£24.10 for each unit of the projected demand, 2027/28 to 2028/29, rising with “Pay”, with VAT of 20%",
        ),
        (
            {"uplift": "own", "own_percent": Decimal("2.50"), "vat": "added", "vat_percent": Decimal(5)},
            "£24.10 a year, 2027/28 to 2028/29, rising by 2.5% a year, with VAT of 5%",
        ),
    ],
)
def test_the_terms_of_a_cost_in_words(values: dict[str, Any], words: str) -> None:
    line = CostLine(**({"amount": Decimal("24.10"), "first_year": 2027, "last_year": 2028} | values))
    assert terms_in_words(line, {"pay": "Pay"}) == words
