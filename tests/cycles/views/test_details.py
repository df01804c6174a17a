"""The page on which a cycle's details are edited, when somebody else saved them meanwhile."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cycles.forms.details import EditForm
from cycles.models import Cycle
from cycles.services.editing import edit_cycle
from principles.models import DeliveryRoute
from tests.checklists.views.asking import Page, plain
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn


def posted(cycle: Cycle, **changes: Any) -> dict[str, Any]:
    """The form as it was drawn, with changes."""
    values = EditForm.initial_of(cycle) | {"ambitions": [cycle.edition.ambition_set.all()[0].pk]} | changes
    need_by = values.pop("need_by")
    days = {"need_by_day": need_by.day, "need_by_month": need_by.month, "need_by_year": need_by.year}
    return days | {name: value for name, value in values.items() if value is not None and value is not False}


def current_values(response: Page) -> dict[str, str]:
    """What the page says that the cycle holds now, by label."""
    rows = re.findall(
        r'<dt class="govuk-summary-list__key">(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>', response.content.decode(), re.DOTALL
    )
    return {plain(label): plain(text) for label, text in rows}


def test_a_stale_form_shows_every_field_as_the_cycle_has_it_now(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    typed = posted(cycle, purpose="Mine")
    route = DeliveryRoute.objects.filter(edition=cycle.edition).order_by("name")[0]
    theirs = {
        "purpose": "Theirs",
        "arrangement_ends": date(2032, 3, 31),
        "delivery_route": route,
        "whole_life_value": Decimal(1_250_000),
        "yearly_value": None,
        "key_decision": True,
        "all_divisions": True,
        "tier_flags": ["joint_commissioning"],
    }
    ambitions = list(cycle.edition.ambition_set.all()[:2])
    edit_cycle(cycle, theirs, ambitions=ambitions, actor=bench["lead"], at=NOW, seen_version=0)
    response = as_("lead").post(reverse("cycle-edit", args=[cycle.reference]), typed)
    assert response.status_code == 409
    assert current_values(response) == {
        "Purpose": "Theirs",
        "What runs today for this service?": "An arrangement",
        "Its last day": "31 March 2028",
        "Last day to give it notice, or to extend it": "Nothing",
        "Need-by date": "1 April 2028",
        "Last day of the new arrangement": "31 March 2032",
        "Last day to give notice of an extension": "Nothing",
        "How will it be delivered?": route.name,
        "Or is it a combination?": "Nothing",
        "Which legal regime applies?": "Not decided yet",
        "Whole-life value without VAT": "£1,250,000",
        "VAT on it": "Nothing",
        "Yearly value without VAT": "Nothing",
        "Does any of these apply?": "It is commissioned jointly with a partner",
        "Is this a key decision?": "Yes",
        "Who takes the key decision?": "Not known yet, or no key decision",
        "Portfolio or delegation": "Nothing",
        "In consultation with": "Nothing",
        "Does it belong in another tier?": "No",
        "Which tier?": "Nothing",
        "Why does it belong there?": "Nothing",
        "Which ambitions of the Corporate Plan does it serve?": "Enjoy life",
        "It affects every division of the county": "Yes",
        "Or which divisions does it affect?": "Nothing",
    }
    assert "Mine</textarea>" in response.content.decode()


def test_a_form_that_nobody_overtook_shows_no_other_values(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    client, address = as_("lead"), reverse("cycle-edit", args=[cycle.reference])
    assert current_values(client.get(address)) == {}
    assert client.post(address, posted(cycle, purpose="Mine")).status_code == 302
    assert Cycle.objects.get(pk=cycle.pk).purpose == "Mine"
