"""The access table has no hole: the check at start sees each kind of fault."""

from __future__ import annotations

import pytest
from django.core.checks import registry
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from commissioning import addresses
from commissioning.access import ACCESS, AUDIENCES, RELATIONS, page


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", include("commissioning.urls")),
    path("new/", view, name="brand-new"),
    path("nameless/", view),
]


def faults() -> list[str]:
    return [str(found.msg) for found in addresses.check_access()]


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert faults() == []
    assert "check_access" in {getattr(check, "__name__", "") for check in registry.registry.get_checks()}


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_without_a_row_or_a_name_stops_the_start() -> None:
    assert faults() == [
        "nameless/ has no name, so no row of the access table can say who gets through.",
        "The address “brand-new” has no row in the access table (commissioning/access.py).",
    ]


def test_a_row_without_an_address_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCESS, "gone", page("everybody"))
    monkeypatch.setitem(ACCESS, "home", page("anybody at all"))
    monkeypatch.setitem(AUDIENCES, "deciders", frozenset({"king"}))
    assert faults() == [
        "The access table has a row “gone”, and there is no such address.",
        "The row “home” of the access table names an audience that is not listed.",
        "The audience “deciders” names somebody who is not among the relations.",
    ]


def test_every_relation_gets_through_somewhere_or_is_out() -> None:
    used = {name for row in ACCESS.values() for name in (row.reads, row.writes) if name} | {"the circle"}
    assert used == set(AUDIENCES)
    assert set(RELATIONS) == AUDIENCES["everybody"]
