"""A grant of £60,000 from its start to the Plan gate through the two short pages: what somebody types and opens.

A date counts as one field; what stands there already and is left as it is counts for none. The questions of the gates
are answered by the tests' own play between the two pages: they are counted nowhere.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from cycles.models import Cycle
from demo import play
from principles.models import Ambition, DeliveryRoute, LegalRegime
from stages.analyse.forms.short import STAYS
from stages.analyse.selectors.demand import demand_by_year
from stages.plan.models import Appraisal, EqualityAnalysis, Funding
from stages.records.models import StoredFinding
from tests.council import NOW, Council
from tests.overview.texts import text_of
from tests.stages.conftest import SignedIn
from tests.stages.short_form import ShortForm

EDITION = "lincolnshire-2021"
MOST_FIELDS, MOST_PAGES = 45, 12
# The checks over the tables that a small cycle is asked at its first two gates.
ASKED = {
    "demand_projected",
    "outcomes_have_baselines",
    "options_appraised",
    "whole_life_cost_confirmed",
    "measures_complete",
    "equality_analysis_considered",
}


def start(council: Council, as_: SignedIn) -> tuple[Cycle, int, int]:
    """The cycle, the fields that were filled to start it, and the pages that were opened."""
    when = {"need_by_day": "1", "need_by_month": "4", "need_by_year": "2028"}
    pages: dict[str, dict[str, Any]] = {
        "what": {"service_name": "Advice grant", "directorate": council.place.pk, "purpose": "Advice near home."},
        "when": {
            "running": "nothing",
            "delivery_route": DeliveryRoute.objects.get(edition__code=EDITION, code="grant").pk,
            "legal_regime": LegalRegime.objects.get(edition__code=EDITION, code="not_a_procurement").pk,
        },
        "money": {"whole_life_value": "60,000"},
        "aims": {
            "key_decision": "no",
            "ambitions": [Ambition.objects.get(edition__code=EDITION, code="life").pk],
            "all_divisions": "on",
        },
        "people": {"lead": council["lead"].pk, "sponsor": council["assistant"].pk},  # the lead stands there already
    }
    client, fields = (
        as_("lead"),
        sum(len(values) for values in pages.values()),
    )  # with the need-by date, without the lead
    for name, values in pages.items():
        assert client.get(f"/cycles/new/one/{name}/").status_code == 200
        response = client.post(f"/cycles/new/one/{name}/", values | (when if name == "when" else {}))
        assert response.status_code == 302, name
    assert client.get("/cycles/new/one/check/").status_code == 200
    cycle_page = client.post("/cycles/new/one/check/").headers["Location"]
    assert client.get(cycle_page).status_code == 200
    return Cycle.objects.latest("serial"), fields, len(pages) + 2


def fill_analyse(page: ShortForm) -> None:
    page.fill("outcomes-0", result="Fewer people lose their home", level="family", indicator="Evictions stopped")
    page.fill("outcomes-0", baseline="40", baseline_on="31 3 2026")
    assert (page.data["demand-need"], page.data["demand-unit"]) == (["advice grant"], ["people"])
    page.fill("demand", volume="900", unit_cost="13.30")
    page.fill("partners-0", name="District council", share="Half of the advice", asked_on="1 10 2026", reply="align")
    page.fill("engagement-0", who="Users", said="Evenings", changed="One evening a week")


def fill_plan(page: ShortForm) -> None:
    for place, reason in enumerate(("The agreement ends", "The need stays", "Volunteers know the people")):
        page.fill(f"options-{place}", reason=reason)
    for place in (0, 1):
        page.fill(f"options-{place}", is_ruled_out="on")
    known = {name: page.data[f"cost-lines-0-{name}"] for name in ("amount", "first_year", "last_year")}
    assert known == {"amount": ["12,000"], "first_year": ["2028"], "last_year": ["2032"]}
    page.fill("cost-lines-0", name="Grant")
    page.fill("choice", option="only")
    page.fill("funding", fund="Public health grant", confirmed_on="20 11 2026")
    assert page.data["equality-proposal"] == ["Advice near home."]
    page.fill("equality", service_data="Six in ten are women", data_dated="31 3 2026", missing_groups="None: all come")
    page.fill("equality", affects="no", conclusion="Nobody is treated differently")
    assert page.data["measures-0-name"] == ["People who need advice grant"]
    page.fill("measures-0", target="900")
    page.fill("measures-1", name="Seen within a week", target="95")
    page.fill("measures-2", target="60")
    page.fill("standards-0", what="Accredited advice")


def test_a_small_grant_from_its_start_to_the_plan_gate(council: Council, as_: SignedIn) -> None:
    cycle, fields, loads = start(council, as_)
    assert (cycle.tier, fields, loads) == ("S", 12, 7)
    for stage, fill, expected in (("analyse", fill_analyse, (26, 9)), ("plan", fill_plan, (45, 11))):
        page = ShortForm(as_("lead"), cycle, stage)
        fill(page)
        assert page.send().status_code == 302
        fields, loads = fields + len(page.typed), loads + page.loads
        assert (fields, loads) == expected
        if stage == "analyse":
            cycle = play.pass_gate(cycle, at=NOW)
    assert fields <= MOST_FIELDS
    assert loads <= MOST_PAGES

    findings = dict(StoredFinding.objects.filter(cycle=cycle).values_list("check_name", "result"))
    assert set(findings.values()) <= {"holds", "unknown"}, findings
    assert {name for name, result in findings.items() if result == "holds"} >= ASKED
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert (cycle.tier, cycle.whole_life_value) == ("S", Decimal(60_000))
    assert str(Appraisal.objects.get(cycle=cycle).chosen) == str(cycle.delivery_route)
    assert dict(Funding.objects.values_list("year", "amount")) == dict.fromkeys(range(2028, 2033), Decimal(12_000))
    assert {year: row.central for year, row in demand_by_year(cycle).items()} == dict.fromkeys(range(2026, 2034), 900)
    analysis = EqualityAnalysis.objects.get(cycle=cycle)
    assert (analysis.needs_full, analysis.completed_by) == (False, cycle.lead)
    sealed = play.put(play.ready(cycle, at=NOW), at=NOW)
    text = json.dumps(sealed.pack["tables"], ensure_ascii=False)
    for words in ("Nobody is treated differently", "Public health grant", "£60,000", "Volunteers know", STAYS):
        assert words in text, words
    assert len(sealed.pack["tables"]) == 14


@pytest.mark.parametrize("stage", ["analyse", "plan"])
def test_nothing_typed_is_no_failing_check(stage: str, council: Council, as_: SignedIn) -> None:
    """What the cycle knows and nobody completed yet leaves no check failing."""
    page = ShortForm(as_("lead"), council.cycle(), stage)
    assert page.send().status_code == 302
    assert not StoredFinding.objects.filter(result="fails").exists()
    assert "Error" not in text_of(page.response)
