"""The short page of a stage: what it shows, saves and leaves alone, and what two people at once come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from contracts.services.replacing import set_replaced_agreement
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from demo import play
from principles.models import DeliveryRoute
from stages.analyse.models import CurrentArrangement, IntendedOutcome, NeedFinding, Partner
from stages.plan.models import Option, PlannedMeasure
from stages.plan.services.equality import save_description
from stages.records.kinds import all_kinds
from stages.records.models import StoredFinding
from stages.records.short_rows import SHOWN
from tests.contracts.register import agreement
from tests.council import LARGE, NOW, SMALL, Council
from tests.overview.texts import text_of
from tests.stages.conftest import SignedIn
from tests.stages.plan.analyses import SCREENING
from tests.stages.records.row_facts import events, sentences, stored
from tests.stages.rows import add, outcome
from tests.stages.short_form import ShortForm


def test_several_tables_are_saved_at_once(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    page, before = opened(small), events(small)
    page.fill("findings-0", what="90 people wait", basis="Waiting list", dated="31 3 2026")
    page.fill("outcomes-0", result="More people at home", level="person", indicator="At home", baseline="82.5")
    page.fill("outcomes-0", baseline_on="31 March 2026")
    page.fill("engagement-0", who="Carers", said="Too far", changed="Two places instead of one")
    assert page.send().status_code == 302
    assert sentences(small, before) == [
        "Added to Findings: 90 people wait",
        "Added to Intended outcomes: More people at home",
        "Added to Engagement: Carers",
    ]
    row = IntendedOutcome.objects.get()
    assert row.ambition is not None
    assert (row.ambition.code, row.baseline, row.baseline_on) == ("life", Decimal("82.5"), date(2026, 3, 31))
    assert "Saved." in text_of(page.response)
    assert "Waiting list" in text_of(page.response)
    assert not {"findings-0-what", "findings-1-what"} & set(page.offered)  # each when somebody asks for it
    page.send(another="findings")
    assert {"findings-0-what", "findings-1-what"} & set(page.offered) == {"findings-1-what"}
    page.open("findings-0")
    assert page.data["findings-0-what"] == ["90 people wait"]


def test_one_error_and_nothing_is_saved_or_lost(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    page, before = opened(small), events(small)
    page.fill("findings-0", what="90 people wait")
    page.fill("outcomes-0", result="More people at home", baseline="82.5", baseline_on="31 2 2026")
    page.fill("partners-0", share="Half of it")
    response = page.send()
    assert (response.status_code, events(small)) == (200, before)
    text = text_of(response)
    for sentence in (
        "Nothing is saved yet.",
        "Intended outcomes, row 1: Select for whom",
        "Intended outcomes, row 1: Date of the baseline must be a real date",
        "Partners, row 1: Enter the body",
    ):
        assert sentence in text, sentence
    assert 'href="#id_partners-0-name"' in page.html
    assert text.count("Enter the body") == 2  # above, and beside the field
    kept = {
        name: page.data.get(name) for name in ("findings-0-what", "outcomes-0-baseline_on_month", "partners-0-share")
    }
    assert list(kept.values()) == [["90 people wait"], ["2"], ["Half of it"]]
    page.fill("outcomes-0", level="person", indicator="At home", baseline_on="28 2 2026")
    page.fill("partners-0", name="NHS")
    assert page.send().status_code == 302
    assert [model.objects.count() for model in (NeedFinding, IntendedOutcome, Partner)] == [1, 1, 1]


def test_what_a_service_refuses_leaves_nothing(
    small: Cycle, opened: Callable[..., ShortForm], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second table is full: the first is not written either."""
    kind = all_kinds()["partners"]
    add(small, "partners", name="NHS", share="Half")
    page, before = opened(small), events(small)
    page.send(another="partners")
    page.fill("findings-0", what="90 people wait")
    page.fill("partners-1", name="Police", share="Some")
    monkeypatch.setitem(kind.__dict__, "most", 1)
    response = page.send()
    assert "Partners: There is one already, and there can be no other. Change it instead." in text_of(response)
    assert (events(small), NeedFinding.objects.count()) == (before, 0)
    assert page.data["findings-0-what"] == ["90 people wait"]


def test_what_nobody_touched_is_not_written(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    row = outcome(small)
    page, before, version = opened(small), events(small), Cycle.objects.get(pk=small.pk).version
    response = page.send()
    assert (response.status_code, events(small)) == (302, before)
    assert Cycle.objects.get(pk=small.pk).version == version
    assert "Nothing was changed." in text_of(page.response)
    assert IntendedOutcome.objects.get().version == row.version


def test_to_the_full_pages_and_back_without_loss(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    """Every column that the short page does not ask is as before when the others were changed there."""
    lead = small.lead
    rows = [
        add(
            small, "findings", what="A", basis="B", dated=date(2026, 1, 2), owner=lead, confidence="high", gap="None"
        ),
        outcome(small),
        add(
            small, "engagement", who="Carers", how="Survey", starts=date(2026, 1, 1), ends=date(2026, 2, 1),
            how_many=12, said="Far", changed="Near", is_consultation=True, formative="Yes", reasons_given="Yes",
            time_given="Yes", considered_on=date(2026, 3, 1),
        ),
        add(
            small, "arrangement", name="Today", yearly_cost=Decimal("60000.00"), cost_year="2025/26",
            activity=Decimal("1200.50"), activity_unit="hours", confirmed_by_finance=date(2026, 5, 1),
            performance="Well",
        ),
        add(
            small, "partners", name="NHS", share="Half", asked_on=date(2026, 1, 5), reply="align", said="Gladly",
            replied_on=date(2026, 2, 2),
        ),
    ]  # fmt: skip
    before = [stored(row) for row in rows]
    page = opened(small)
    page.fill("findings-0", what="A1")
    page.fill("outcomes-0", indicator="Another")
    page.fill("engagement-0", changed="Nearer")
    page.fill("arrangement-0", yearly_cost="£61,000")
    page.fill("partners-0", reply="jointly")
    assert page.send().status_code == 302
    changed: list[dict[str, Any]] = [
        {"what": "A1"}, {"indicator": "Another"}, {"changed": "Nearer"}, {"yearly_cost": Decimal(61_000)},
        {"reply": "jointly"},
    ]  # fmt: skip
    assert [stored(row) for row in rows] == [old | new for old, new in zip(before, changed, strict=True)]
    full = page.client.get(f"/cycles/{small.reference}/analyse/outcomes/{rows[1].pk}/")
    assert "Another" in full.content.decode()


def test_plan_to_the_full_pages_and_back(council: Council, opened: Callable[..., ShortForm]) -> None:
    cycle = council.cycle_at("plan", SMALL)
    rows = [
        add(
            cycle, "options", name="Grant", kind="partnership", description="D", advantages="A", disadvantages="B",
            is_ruled_out=True, reason="Too dear",
        ),
        add(
            cycle, "measures", name="Visits", kind="how_much", definition="D", unit="visits", baseline=Decimal(3),
            target=Decimal(9), tolerance="5%", frequency="Monthly", data_owner="Provider", consequence="A plan",
        ),
        add(cycle, "standards", what="Safe", checked_how="Visits", specification_link="https://example.org/s"),
        add(
            cycle, "risks", kind="exit", cause="It ends", effect="A gap", likelihood=2, impact=4, response="A plan",
            owner=council["member"], review_on=date(2027, 1, 1),
        ),
    ]  # fmt: skip
    before = [stored(row) for row in rows]
    page = opened(cycle, "plan")
    for row in ("options-0", "risks-0"):
        page.open(row)
    assert (page.data["options-0-is_ruled_out"], page.data["risks-0-likelihood"]) == (["on"], ["2"])
    page.untick("options-0-is_ruled_out")
    page.fill("measures-0", target="10")
    page.fill("standards-0", checked_how="Two visits")
    page.fill("risks-0", likelihood="3")
    assert page.send().status_code == 302
    changed: list[dict[str, Any]] = [
        {"is_ruled_out": False},
        {"target": Decimal(10)},
        {"checked_how": "Two visits"},
        {"likelihood": 3},
    ]
    assert [stored(row) for row in rows] == [old | new for old, new in zip(before, changed, strict=True)]


def test_rows_are_removed_and_left_out(council: Council, opened: Callable[..., ShortForm]) -> None:
    grant = DeliveryRoute.objects.get(edition__code="lincolnshire-2021", code="grant")
    cycle = council.cycle_at("plan", SMALL, delivery_route=grant)
    add(cycle, "standards", what="Safe", checked_how="Visits")
    page = opened(cycle, "plan")
    names = [page.data[f"options-{place}-name"] for place in range(3)]
    assert names == [["Keep as is"], ["Stop"], [grant.name]]
    page.fill("standards-0", remove="1", what="")
    page.fill("options-1", remove="1")
    assert page.send().status_code == 302
    assert list(Option.objects.values_list("name", "kind")) == [
        ("Keep as is", "keep"),
        (grant.name, "partnership"),
    ]
    assert "options-3-name" not in page.offered
    assert "standards-1-what" not in page.offered


def test_a_draft_counts_once_it_is_confirmed_or_changed(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    rows = [outcome(small, result=result) for result in ("One", "Two", "Three")]
    IntendedOutcome.objects.update(is_draft=True, source="cycle 1, C-0001")
    page, before = opened(small), events(small)
    assert text_of(page.response).count("A draft from cycle 1, C-0001") == 3
    page.fill("outcomes-0", confirm="1")
    page.fill("outcomes-1", result="Two changed")
    assert page.send().status_code == 302
    assert [stored(row)["is_draft"] for row in rows] == [False, False, True]
    assert sentences(small, before) == [
        "Confirmed in Intended outcomes: One, a draft from cycle 1, C-0001",
        "Changed in Intended outcomes: Two changed",
    ]


def test_another_row_is_asked_for_without_scripts(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    """Nothing is saved or checked, and nothing that was typed is lost."""
    page, before = opened(small), events(small)
    page.fill("partners-0", share="Half of it")
    page.fill("findings-0", what="90 people wait")
    response = page.send(another="findings")
    assert (response.status_code, events(small)) == (200, before)
    assert "There is a problem" not in text_of(response)
    assert page.data["partners-0-share"] == ["Half of it"]
    page.fill("findings-1", what="12 left")
    page.fill("partners-0", name="NHS")
    assert page.send().status_code == 302
    assert list(NeedFinding.objects.values_list("what", flat=True)) == ["90 people wait", "12 left"]


def test_what_the_register_knows_stands_there(council: Council, opened: Callable[..., ShortForm]) -> None:
    replaced = agreement(council, title="Advice grant", yearly_value=Decimal(20_000))
    cycle = council.cycle_at("analyse", SMALL)
    more: dict[str, Any] = {"actor": cycle.lead, "at": NOW, "seen_version": cycle.details_version}
    set_replaced_agreement(cycle, replaced, "It follows it.", **more)
    page = opened(cycle)
    name = "Advice grant (A-0001), ends on 31 March 2028"
    page.open("arrangement-0")
    assert (page.data["arrangement-0-name"], page.data["arrangement-0-yearly_cost"]) == ([name], ["20,000"])
    page.fill("arrangement-0", activity="400", activity_unit="people")
    assert page.send().status_code == 302
    row = CurrentArrangement.objects.get()
    assert (row.name, row.yearly_cost, row.activity) == (name, Decimal(20_000), Decimal(400))
    assert StoredFinding.objects.get(check_name="cost_baseline_confirmed").result == "holds"


def test_measures_are_asked_by_question_and_take_the_indicator(
    council: Council, opened: Callable[..., ShortForm]
) -> None:
    cycle = council.cycle_at("plan", SMALL)
    outcome(cycle, indicator="People at home")
    add(cycle, "measures", name="Visits", kind="how_much")
    page = opened(cycle, "plan")
    page.open("measures-0")
    rows = [[page.data.get(f"measures-{place}-{name}") for name in ("kind", "name")] for place in (0, 1, 2)]
    assert rows == [[["how_much"], ["Visits"]], [["how_well"], [""]], [["better_off"], ["People at home"]]]
    page.fill("measures-2", target="90", frequency="Yearly")
    assert page.send().status_code == 302
    assert list(PlannedMeasure.objects.values_list("name", "kind")) == [
        ("Visits", "how_much"),
        ("People at home", "better_off"),
    ]


def test_a_change_of_tier_loses_nothing_and_asks_anew(small: Cycle, opened: Callable[..., ShortForm]) -> None:
    page = opened(small)
    page.fill("findings-0", what="90 people wait", basis="Waiting list", dated="31 3 2026")
    page.send()
    row = NeedFinding.objects.get()
    before = stored(row)

    def found() -> str:
        return StoredFinding.objects.get(check_name="evidence_sourced").result

    assert found() == "holds"
    cycle = Cycle.objects.get(pk=small.pk)
    values = {"whole_life_value": LARGE}
    cycle = edit_cycle(cycle, values, actor=cycle.lead, at=NOW, seen_version=cycle.details_version)
    assert (cycle.tier, stored(row), found()) == ("L", before, "fails")
    again = opened(cycle)
    again.open("findings-0")
    assert again.data["findings-0-what"] == ["90 people wait"]


def panel(html: str) -> str:
    return html[html.index('aria-labelledby="steps"') : html.index("</nav>", html.index('aria-labelledby="steps"'))]


def test_small_cycles_begin_with_the_short_page_and_large_ones_end_with_it(council: Council, as_: SignedIn) -> None:
    for value, is_short in ((SMALL, True), (LARGE, False)):
        cycle = council.cycle(value, service_name=f"Service of {value}")
        for path in ("analyse/", "analyse/findings/", "analyse/short/"):
            html = panel(as_("lead").get(f"{cycle.get_absolute_url()}{path}").content.decode())
            places = [html.index(">Analyse in short</a>"), html.index(">Findings</a>")]
            assert (places[0] < places[1]) is is_short, path
            assert ("All pages of Analyse" in html) is is_short
            assert ("<details" in html and "open>" in html) is (is_short and "findings" in path)
        html = panel(as_("lead").get(f"{cycle.get_absolute_url()}analyse/short/").content.decode())
        assert 'short/" aria-current="page"' in html


def test_who_may_read_it_and_who_may_not(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(SMALL)
    outcome(cycle)
    address = f"{cycle.get_absolute_url()}analyse/short/"
    statuses = {
        name: (as_(name).get(address).status_code, as_(name).post(address, {}).status_code)
        for name in ("lead", "head", "other", "auditor", "councillor", "nobody")
    }
    assert statuses == {
        "lead": (200, 302),
        "head": (200, 403),
        "other": (200, 403),
        "auditor": (200, 403),
        "councillor": (403, 403),
        "nobody": (404, 404),
    }
    text = text_of(as_("head").get(address))
    assert "More people stay in their own home" in text
    assert "Save everything" not in text
    assert as_("lead").get(f"{cycle.get_absolute_url()}do/short/").status_code == 404


def test_what_waits_for_a_decision_is_read_only(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle_at("analyse", SMALL)
    page = ShortForm(as_("lead"), cycle, "analyse")
    page.fill("findings-0", what="90 people wait")
    play.put(play.ready(cycle, at=NOW), at=NOW)
    response = page.client.post(page.address, page.data)
    assert (response.status_code, NeedFinding.objects.count()) == (403, 0)
    assert "is waiting for a decision" in text_of(page.client.get(page.address))


@pytest.mark.parametrize("number", [1, 3, 40])
def test_the_page_has_a_fixed_number_of_statements(
    number: int, small: Cycle, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        outcome(small, result=f"Result {place}")
        if place < SHOWN:
            add(small, "findings", what=f"Finding {place}")
            add(small, "partners", name=f"Partner {place}", share="Half")
            add(small, "engagement", who=f"Group {place}")
            add(small, "arrangement", name=f"Arrangement {place}")
    client = as_("lead")
    client.get("/help/")  # a first visit is put on record
    with django_assert_num_queries(13):
        page = ShortForm(client, small, "analyse")
    assert len([name for name in page.data if name.startswith("outcomes") and name.endswith("closed")]) == min(
        number, SHOWN
    )
    assert ("30 more rows and all fields" in text_of(page.response)) is (number == 40)
    assert len(page.offered) < 1_000


@pytest.mark.parametrize("number", [1, 3, 40])
def test_plan_in_short_has_a_fixed_number_of_statements(
    number: int, council: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cycle = council.cycle_at("plan", SMALL)
    for place in range(min(number, SHOWN)):
        option = add(cycle, "options", name=f"Option {place}", kind="other")
        add(cycle, "cost-lines", option=option, name="Price", amount=1, first_year=2028, last_year=2029)
        add(cycle, "funding", year=2028 + place, fund="Budget", amount=1)
        add(cycle, "standards", what=f"Standard {place}")
        add(cycle, "measures", name=f"Measure {place}", kind="how_much")
    for place in range(number):
        add(cycle, "risks", cause=f"Risk {place}", likelihood=1, impact=2)
    client = as_("lead")
    client.get("/help/")
    save_description(cycle, SCREENING, is_screening=True, actor=cycle.lead, at=NOW)
    with django_assert_num_queries(16):
        page = ShortForm(client, cycle, "plan")
    assert len(page.offered) < 1_000
