"""The column that a cycle is found by says what the cycle is called and for, whatever was done to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from checklists.models import Evidence
from cycles.models import Cycle, Service
from cycles.selectors.text_search import search_text
from cycles.services.editing import edit_cycle
from demo import play
from tests.council import NOW, Council
from ui.text import folded
from ui.text_search import fold_words, holds

pytestmark = pytest.mark.usefixtures("time_stands")


def test_the_words_of_every_cycle_are_true(bench: Council) -> None:
    cycle = bench.cycle(service_name="Street lamps", purpose="Light at night.")
    edit_cycle(cycle, {"purpose": "Safer nights."}, actor=bench["lead"], at=NOW, seen_version=cycle.details_version)
    closed = bench.cycle_at("closed", service_name="Parks")
    play.ready(bench.cycle(service_name="Trees"), at=NOW)
    cycles = list(Cycle.objects.select_related("service"))
    assert closed.successor in cycles
    assert [one.words for one in cycles] == [search_text(one) for one in cycles]
    assert {service.words for service in Service.objects.all()} == {"street lamps", "parks", "trees"}
    assert all(item.words == folded(item.title) for item in Evidence.objects.all())
    assert Evidence.objects.exists()
    found = Cycle.objects.filter(*(holds(word) for word in ("NIGHTS", "lamp", cycle.reference.lower())))
    assert list(found) == [cycle]
    assert not Cycle.objects.filter(holds("Light")).exists()


def test_stored_capitals_become_folded_words(bench: Council) -> None:
    cycle = bench.cycle(service_name="Café lamps", purpose="Straße and Łódź. 100%")
    Cycle.objects.filter(pk=cycle.pk).update(words=cycle.words.upper())
    Service.objects.update(words="CAFÉ LAMPS")
    operation: Any = fold_words("cycles", "Service", "Cycle")
    operation.code(apps, None)
    assert Cycle.objects.get(pk=cycle.pk).words == search_text(cycle) == cycle.words
    assert Service.objects.get().words == "cafe lamps"


def test_people_are_found_by_what_they_are_called_now(bench: Council) -> None:
    person = bench["lead"]
    person.name, person.job_title = "Zoë Hart", "Café manager"
    person.save(update_fields=["name"])
    assert User.objects.get(holds("zoe"), holds("hart")).words == "zoe hart cafe manager lead@council.example"
