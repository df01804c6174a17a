"""Directorates and divisions that have ended: not offered for anything new, kept where they are used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.council_lists import LISTS, uses_of
from accounts.models import Directorate, Division
from accounts.services.lists import add_entry, change_entry
from cycles.models import Cycle
from cycles.selectors.list_uses import cycles_in
from dashboard.selectors.areas import scope_choices
from dashboard.selectors.changes import change_token
from portfolio.models import Audience
from portfolio.selectors.filter_options import council_choices
from portfolio.services.saved_views import SavedViewInput, save_view
from tests.council import Council, make_restricted

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
ENDED = f"(ended {YESTERDAY.day} {YESTERDAY:%B} {YESTERDAY.year})"


@pytest.fixture
def divisions() -> list[Division]:
    names = ("Boston North", "Fenside", "Skirbeck")
    return [Division.objects.create(name=name, district="Boston") for name in names]


@pytest.fixture
def cycle(council: Council, divisions: list[Division]) -> Cycle:
    cycle = council.cycle(divisions=divisions[:1])
    Division.objects.filter(name__in=("Boston North", "Skirbeck")).update(ended_on=YESTERDAY)
    return cycle


def end_place() -> None:
    Directorate.objects.filter(code="place").update(ended_on=YESTERDAY)


def test_no_cycle_starts_in_a_directorate_that_has_ended(council: Council, client: Client) -> None:
    end_place()
    with pytest.raises(ValidationError, match="Place ended on"):
        council.cycle(at=timezone.now())
    client.force_login(council["lead"])
    form = client.get("/cycles/new/one/what/").context["form"]
    assert "Place" not in [label for _, label in form.fields["directorate"].choices]


def test_an_edited_cycle_keeps_a_division_that_has_ended(council: Council, cycle: Cycle, client: Client) -> None:
    client.force_login(council["lead"])
    form = client.get(f"/cycles/{cycle.reference}/edit/").context["form"]
    assert [label for _, label in form.fields["divisions"].choices] == [f"Boston North {ENDED}", "Fenside"]


def test_filters_offer_what_a_cycle_names(council: Council, cycle: Cycle) -> None:
    end_place()
    Directorate.objects.filter(code="resources").update(ended_on=YESTERDAY)
    cache.clear()
    choices = council_choices()
    directorates = [choice.label for choice in choices["directorate"]]
    assert f"Place {ENDED}" in directorates
    assert not [label for label in directorates if "Resources" in label]
    assert [choice.label for choice in choices["area"]] == ["Boston", "Boston North", "Fenside"]
    scope = scope_choices()
    assert [choice.name for choice in scope.divisions] == ["Boston North", "Fenside"]
    assert f"Place {ENDED}" in [choice.name for choice in scope.directorates]


def test_filters_do_not_tell_of_a_restricted_cycle(council: Council, cycle: Cycle) -> None:
    """They are the same for everybody: what has ended and only such a cycle names is offered to nobody."""
    end_place()
    make_restricted(cycle.pk)
    cache.clear()
    choices, scope = council_choices(), scope_choices()
    assert [choice.label for choice in choices["area"]] == ["Boston", "Fenside"]
    assert not [choice.label for choice in choices["directorate"] if "Place" in choice.label]
    assert [choice.name for choice in scope.divisions] == ["Fenside"]
    assert not [choice.name for choice in scope.directorates if "Place" in choice.name]


def test_cycles_that_name_an_entry_are_counted_as_far_as_they_are_seen(council: Council, cycle: Cycle) -> None:
    admin = council["admin"]
    place, division = Directorate.objects.get(code="place"), cycle.divisions.get()
    council.cycle(service_name="Street lamps", restricted=True)
    Cycle.objects.filter(pk=council.cycle(service_name="Gritting").pk).update(stage="closed", status="", slack=None)
    assert [(use.text, use.address) for use in cycles_in(place, admin, TODAY)] == [
        ("1 live cycle", "/cycles/?directorate=place"),
        ("1 cycle that is over", "/cycles/?directorate=place"),
    ]
    assert "1 live cycle" in [use.text for use in uses_of(place, admin, TODAY)]
    assert cycles_in(place, council["lead"], TODAY)[0].text == "2 live cycles"
    assert [(use.text, use.address) for use in cycles_in(division, admin, TODAY)] == [
        ("1 live cycle", "/cycles/?area=boston-north")
    ]
    boston = Division.objects.create(name="Boston", district="Boston")
    cycle.divisions.add(boston)
    assert cycles_in(boston, admin, TODAY)[0].address == "/cycles/?area=boston-division"


def test_figures_are_counted_anew_after_a_list_has_changed(council: Council, divisions: list[Division]) -> None:
    now, tokens = timezone.now(), [change_token(TODAY)]
    values = {"name": "Fenside and Witham", "district": "Boston"}
    change_entry(divisions[1], values, seen_version=1, actor=council["admin"], at=now)
    tokens.append(change_token(TODAY))
    add_entry(LISTS["divisions"], {"name": "Carholme", "district": "Lincoln"}, actor=council["admin"], at=now)
    tokens.append(change_token(TODAY))
    assert len(set(tokens)) == 3


def test_a_saved_view_keeps_its_directorate(council: Council, client: Client) -> None:
    lead = council["lead"]
    kept = SavedViewInput("Late cycles", Audience.DIRECTORATE, council.place)
    view = save_view(kept, way="list", query="", actor=lead, at=timezone.now())
    end_place()
    client.force_login(lead)

    def offered(path: str) -> list[str]:
        return [label for _, label in client.get(path).context["form"].fields["directorate"].choices]

    assert "Place" in offered(f"/cycles/views/{view.slug}/edit/")
    assert "Place" not in offered("/cycles/views/new/")
