"""Starting a cycle page by page, and editing it, under the real edition: what each page asks, refuses and shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cycles.models import Cycle, Service
from principles.models import Edition
from tests.council import NOW, Council, found_council
from tests.overview.conftest import SignedIn
from tests.overview.texts import text_of

Data = dict[str, Any]


@pytest.fixture
def council(db: None) -> Council:
    return found_council()


def edition() -> Edition:
    return Edition.objects.get(code="lincolnshire-2021")


def route(code: str) -> int:
    return edition().deliveryroute_set.get(code=code).pk


def law(code: str) -> int:
    return edition().legalregime_set.get(code=code).pk


def regime_route(code: str) -> int:
    return edition().regimeroute_set.get(code=code).pk


def pages(council: Council, **changes: Data) -> dict[str, Data]:
    """What somebody types on each page."""
    typed: dict[str, Data] = {
        "what": {"service_name": "Sexual health", "directorate": council.place.pk, "purpose": "Easy to reach."},
        "when": {
            "need_by_day": "1",
            "need_by_month": "4",
            "need_by_year": "2029",
            "delivery_route": route("procure"),
            "other_routes": ["grant", "in_house"],
            "legal_regime": law("psr_2023"),
            "regime_route": regime_route("psr_direct_c"),
        },
        "money": {"whole_life_value": "450,000", "vat": "90,000", "yearly_value": "150k", "tier_flags": "registration"},
        "aims": {
            "key_decision": "yes",
            "decision_maker": "councillor",
            "decision_maker_title": "Public Health",
            "consulting": "the Leader",
            "ambitions": edition().ambition_set.get(code="life").pk,
            "all_divisions": "on",
        },
        "people": {"lead": council["lead"].pk, "sponsor": council["assistant"].pk},
    }
    return {page: data | changes.get(page, {}) for page, data in typed.items()}


def fill(client: Client, typed: dict[str, Data]) -> None:
    for page, data in typed.items():
        response = client.post(f"/cycles/new/one/{page}/", data)
        assert response.status_code == 302, text_of(response)


def errors(client: Client, page: str, data: Data) -> dict[str, list[str]]:
    response = client.post(f"/cycles/new/one/{page}/", data)
    assert response.status_code == 200
    return dict(response.context["form"].errors)


def test_a_start_keeps_what_every_page_says(council: Council, as_: SignedIn) -> None:
    lead = as_("lead")
    fill(lead, pages(council))
    said = text_of(lead.get("/cycles/new/one/check/"))
    for part in (
        "Delivery route Contract with a supplier Change",
        "Combined with Grant to a voluntary or community body and Deliver it ourselves Change",
        "Legal regime Provider Selection Regime 2023 Change",
        "Route of the legal regime Direct Award C Change",
        "Whole-life value without VAT £450,000 Change",
        "VAT on it £90,000 Change",
        "Yearly value without VAT £150,000 Change",
        "Decision maker Executive Councillor: Public Health, in consultation with the Leader Change",
        "What applies It needs a regulator to register the service first Change",
        "Tier Large, because it is a key decision. With VAT it is worth £540,000 Change",
    ):
        assert part in said, part
    assert lead.post("/cycles/new/one/check/").status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.routes, cycle.regime, cycle.regime_route_id) == (
        ["procure", "grant", "in_house"],
        "psr_2023",
        regime_route("psr_direct_c"),
    )
    assert (cycle.whole_life_value, cycle.vat, cycle.tier_flags) == (
        Decimal(450_000),
        Decimal(90_000),
        ["registration"],
    )
    assert cycle.decided_by == "Executive Councillor: Public Health, in consultation with the Leader"


@pytest.mark.parametrize(("value", "suggested"), [("500,000", False), ("500,001", True)])
def test_a_key_decision_is_suggested_by_the_value_without_vat(
    council: Council, as_: SignedIn, value: str, suggested: bool
) -> None:
    lead, typed = as_("lead"), pages(council, money={"whole_life_value": value, "vat": "100,000"})
    fill(lead, {page: typed[page] for page in ("what", "when", "money")})
    form = lead.get("/cycles/new/one/aims/").context["form"]
    assert (form.initial.get("key_decision") == "yes") is suggested


def test_a_page_refuses_what_does_not_go_together(council: Council, as_: SignedIn) -> None:
    lead, typed = as_("lead"), pages(council)
    fill(lead, {"what": typed["what"]})
    assert errors(lead, "when", typed["when"] | {"other_routes": ["procure"]}) == {
        "other_routes": ["“Contract with a supplier” is the main delivery route: leave it out of the others"]
    }
    assert errors(lead, "when", typed["when"] | {"legal_regime": law("pa2023_standard")}) == {
        "regime_route": ["“Procurement Act 2023” has no such route: select one of its own, or leave this undecided"]
    }
    assert errors(lead, "money", typed["money"] | {"whole_life_value": "", "yearly_value": ""}) == {
        "vat": ["Enter the whole-life value too, or leave this empty"]
    }
    assert errors(lead, "aims", typed["aims"] | {"decision_maker_title": ""}) == {
        "decision_maker_title": ["Enter the portfolio of the Executive Councillor"]
    }


@pytest.mark.parametrize(
    ("regime", "value", "vat", "warned"),
    [
        ("pa2023_below_threshold", "250,000", "50,000", "£300,000, which is over the threshold for goods and services"),
        ("pa2023_light_touch", "600,000", "", "£600,000, which is under the threshold for light touch services"),
        ("pa2023_standard", "150,000", "", "£150,000, which is under the threshold for goods and services"),
        ("pcr2015_legacy", "150,000", "", ""),
        ("not_a_procurement", "9m", "", ""),
    ],
)
def test_a_law_that_does_not_fit_the_value_is_warned_of_and_not_refused(
    council: Council, as_: SignedIn, regime: str, value: str, vat: str, warned: str
) -> None:
    when, money = {"legal_regime": law(regime), "regime_route": ""}, {"whole_life_value": value, "vat": vat}
    lead = as_("lead")
    fill(lead, pages(council, when=when, money=money))
    assert (f"With VAT it is worth {warned}" in text_of(lead.get("/cycles/new/one/check/"))) is bool(warned)
    started = lead.post("/cycles/new/one/check/")
    assert (f"With VAT it is worth {warned}" in text_of(lead.get(started.headers["Location"]))) is bool(warned)
    assert "With VAT it is worth" not in text_of(as_("councillor").get(started.headers["Location"]))


def test_an_edit_warns_of_the_law_once_it_is_saved(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(Decimal(100_000), ambitions=[edition().ambition_set.get(code="life")])
    address, lead = f"/cycles/{cycle.reference}/edit/", as_("lead")
    assert "With VAT it is worth" not in text_of(lead.get(address))
    typed = {
        "purpose": "Clean streets.",
        "need_by_day": "1",
        "need_by_month": "4",
        "need_by_year": "2029",
        "delivery_route": route("procure"),
        "legal_regime": law("pa2023_below_threshold"),
        "whole_life_value": "250,000",
        "vat": "50,000",
        "key_decision": "no",
        "ambitions": edition().ambition_set.get(code="life").pk,
        "all_divisions": "on",
        "version": cycle.details_version,
    }
    saved = lead.post(address, typed, follow=True)
    warning = "With VAT it is worth £300,000, which is over the threshold for goods and services, £207,720"
    assert warning in text_of(saved)
    assert warning in text_of(lead.get(address))
    cycle = Cycle.objects.get()
    assert (cycle.tier, cycle.value_with_vat, cycle.threshold_warning(NOW.date())[:20]) == (
        "M",
        Decimal(300_000),
        warning[:20],
    )


def test_who_leads_is_not_offered_among_who_else_works_on_it(council: Council, as_: SignedIn) -> None:
    lead = as_("lead")
    fill(lead, {page: data for page, data in pages(council).items() if page != "people"})

    form = lead.get("/cycles/new/one/people/").context["form"]
    everybody = {"Priya Nair, Commissioner", "Leanne Cooper, Commissioner"}
    assert {label for _, label in form.fields["lead"].choices} >= everybody
    assert {label for _, label in form.fields["team"].choices} & everybody == {"Leanne Cooper, Commissioner"}

    people = {"lead": council["member"].pk, "sponsor": council["assistant"].pk, "team": [council["lead"].pk]}
    assert lead.post("/cycles/new/one/people/", people).status_code == 302
    assert lead.get("/cycles/new/one/people/").context["form"]["team"].value() == [str(council["lead"].pk)]


def test_a_lead_can_hand_over_and_stay(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    form = as_("lead").get(f"/cycles/{cycle.reference}/people/").context["form"]

    assert "Priya Nair, Commissioner" in {label for _, label in form.fields["team"].choices}
    assert "Tick the lead too, if they stay on the team under another lead" in str(form["team"].help_text)


def test_people_name_the_contract_manager(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle()
    address, lead = f"/cycles/{cycle.reference}/people/", as_("lead")
    offered = {str(person) for person in lead.get(address).context["form"].fields["contract_manager"].queryset}
    assert {"Ruth Adeyemi", "Tom Baines", "Alan Burke"} <= offered
    assert not {"Helen Marsh", "Nora Bell"} & offered
    typed = {"lead": council["lead"].pk, "sponsor": council["assistant"].pk, "version": 0}
    assert lead.post(address, typed | {"contract_manager": council["other"].pk}).status_code == 302
    assert Cycle.objects.get().contract_manager == council["other"]
    assert lead.post(address, typed | {"contract_manager": "", "version": 1}).status_code == 302
    assert Cycle.objects.get().contract_manager is None


def stopped(council: Council) -> Service:
    """A service whose cycle was stopped, so that it can be commissioned again."""
    cycle = council.cycle(service_name="Roads")
    Cycle.objects.filter(pk=cycle.pk).update(stage="stopped", stopped_in="analyse", status="", ended_at=NOW)
    return cycle.service


def test_a_start_asks_first_whether_the_service_is_new(council: Council, as_: SignedIn) -> None:
    """Without one that could be commissioned again there is nothing to choose."""
    lead = as_("lead")
    assert "commissioned" not in lead.get("/cycles/new/one/what/").context["form"].fields
    stopped(council)
    form = lead.get("/cycles/new/one/what/").context["form"]
    assert list(form.fields)[:3] == ["commissioned", "service", "service_name"]
    assert form.fields["commissioned"].widget.reveals == {"new": ["service_name"], "before": ["service"]}
    about = {"directorate": council.place.pk, "purpose": "Easy to reach."}
    choice = "Select yes if the council has commissioned this service before"
    assert errors(lead, "what", about) == {"commissioned": [choice]}
    assert errors(lead, "what", about | {"commissioned": "new"}) == {"service_name": ["Enter the name of the service"]}
    assert errors(lead, "what", about | {"commissioned": "before"}) == {
        "service": ["Select the service that is commissioned again"]
    }


@pytest.mark.parametrize(("choice", "known"), [("new", False), ("before", True)])
def test_what_is_typed_under_the_other_choice_is_left_out(
    council: Council, as_: SignedIn, choice: str, known: bool
) -> None:
    before = stopped(council)
    lead = as_("lead")
    both = {"commissioned": choice, "service": before.pk, "service_name": "Paths"}
    fill(lead, pages(council, what=both))
    said = text_of(lead.get("/cycles/new/one/check/"))
    assert f"Service {'Roads' if known else 'Paths'} Change" in said


def test_every_legal_regime_and_delivery_route_says_what_it_is_for(council: Council, as_: SignedIn) -> None:
    lead = as_("lead")
    fill(lead, {"what": pages(council)["what"]})
    form = lead.get("/cycles/new/one/when/").context["form"]
    for name in ("delivery_route", "legal_regime", "regime_route"):
        field = form.fields[name]
        assert set(field.widget.hints) == {str(part.pk) for part in field.queryset}, name
        assert all(field.widget.hints.values())


def test_the_tier_is_said_there_and_then(council: Council, as_: SignedIn) -> None:
    lead, typed = as_("lead"), pages(council, money={"whole_life_value": "250,000", "vat": ""})
    fill(lead, {page: typed[page] for page in ("what", "when", "money")})
    form = lead.get("/cycles/new/one/aims/").context["form"]
    assert form.fields["another_tier"].help_text == (
        "By the framework this cycle is medium, because its whole-life value with VAT is £207,720 or more."
        " As a key decision it is large."
    )
    assert errors(lead, "aims", typed["aims"] | {"another_tier": "yes"}) == {
        "tier_override": ["Select the tier in which it belongs"]
    }
    assert errors(lead, "aims", typed["aims"] | {"another_tier": "yes", "tier_override": "X"}) == {
        "tier_override_reason": ["Say why this cycle belongs in another tier"]
    }
    fill(lead, {"aims": typed["aims"] | {"tier_override": "X", "tier_override_reason": "Left over"}})
    fill(lead, {"people": typed["people"]})
    assert "Tier Large, because it is a key decision Change" in text_of(lead.get("/cycles/new/one/check/"))


def test_lateness_is_one_figure_before_and_after_a_start(council: Council, as_: SignedIn) -> None:
    lead = as_("lead")
    when = {"need_by_day": "1", "need_by_month": "6", "need_by_year": "2027"}
    fill(lead, pages(council, when=when))
    said = text_of(lead.get("/cycles/new/one/check/"))
    started = lead.post("/cycles/new/one/check/", follow=True)
    cycle = Cycle.objects.get()
    assert cycle.slack is not None
    assert cycle.slack < 0
    late = f"{-cycle.slack} working days past its last safe date"
    assert f"the Analyse gate is {late}." in said
    assert late in text_of(started)
    assert f"Success {cycle.reference} has started. " in text_of(started, "body")
