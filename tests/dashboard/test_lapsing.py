"""The dashboard's number of what could lapse is that of the rows in the register, for every cell and reader."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Directorate
from contracts.models import Agreement, ReplacedAgreement
from cycles.models import Cycle
from dashboard.selectors.areas import scope_choices
from dashboard.views import tables
from tests.contracts.register import agreement
from tests.council import NOW, Council
from tests.dashboard.conftest import SignedIn, counted_now
from tests.dashboard.scene import found_areas
from tests.dashboard.test_pages import listed, page

READERS = ("lead", "head", "councillor", "auditor")  # commissioner, manager, councillor, auditor
SOON = NOW.date() + timedelta(days=100)


def test_every_reader_finds_the_agreements_that_a_cell_counts(council: Council, as_: SignedIn) -> None:
    north, south, sleaford = found_areas().values()
    elsewhere = {"directorate": Directorate.objects.get(code="childrens"), "sponsor": council["elsewhere"]}
    cycles: dict[str, dict[str, Any]] = {
        "Parks": {"need_by": SOON + timedelta(days=60)},  # a gap
        "Roads": {"all_divisions": False, "divisions": [north, south]},
        "Trees": {"all_divisions": False, "divisions": [sleaford]},
        "Play": elsewhere,
        "Secret": {"restricted": True, "all_divisions": False, "divisions": [north]},
        "Typed": {"running_ends": NOW.date() - timedelta(days=2)},
    }
    for number, (name, new) in enumerate(cycles.items()):
        cycle = council.cycle(service_name=name, **{"need_by": SOON + timedelta(days=1)} | new)
        Cycle.objects.filter(pk=cycle.pk).update(slack=-20 if name in ("Roads", "Play") else 50)
        for kind in ("contract", "grant") if name != "Typed" else ():
            row = agreement(council, title=name, kind=kind, service=cycle.service, first_end=SOON)
            if name == "Secret" and kind == "grant":
                ReplacedAgreement.objects.create(cycle=cycle, agreement=row)
            Agreement.objects.filter(pk=row.pk).update(
                directorate=cycle.directorate, analyse_by=NOW.date() - timedelta(days=number)
            )
    agreement(council, title="Not signed yet", is_signed=False, first_end=SOON)
    agreement(council, title="Of nobody", directorate=None, first_end=NOW.date() - timedelta(days=1))
    far = agreement(council, title="Too far", first_end=date(2029, 1, 1))
    Agreement.objects.filter(pk=far.pk).update(analyse_by=NOW.date() - timedelta(days=1))
    counted_now()
    choices = scope_choices()
    clients, seen = {reader: as_(reader) for reader in READERS}, set()
    for directorate in ("", *(each.slug for each in choices.directorates)):
        for area in ("", *(each.slug for each in (*choices.districts, *choices.divisions))):
            shown = page(area=area, directorate=directorate)
            rows = listed(clients["councillor"], shown.lapse_url)
            assert shown.figures.could_lapse == len(rows)
            registered = sorted(reference for reference in rows if reference.startswith("A-"))
            seen.add(len(registered))
            for reader, client in clients.items():
                found = client.get(shown.addresses.register_lapse).context["rows"]
                assert sorted(row["reference"] for row in found) == registered, (directorate, area, reader)
    assert len(seen) > 3, "the cells differ"


def test_a_table_counts_no_further_than_it_shows(
    council: Council, as_: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    client = as_("councillor")
    for count, words in ((2, "2 contracts by"), (3, "More than 2 contracts by")):
        while Agreement.objects.count() < count:
            agreement(council, first_end=SOON)
        counted_now()
        body = client.get("/dashboard/contracts/").content.decode()
        assert f'<p class="app-lead">{words}' in body
        assert ("These are the first 2 rows." in body) == (count == 3)
        assert body.count('href="/contracts/A-') == 2
