"""What belongs to a restricted cycle stays out of imports: they are shown to everybody who keeps the register."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement
from contracts.services.agreements import change_agreement, values_of
from cycles.models import Cycle
from imports.models import NameKind, RowVerdict
from imports.services.answers import answer_names
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council
from tests.imports.journey import brought_in, checked, rows

SIGNS = "CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,1+1,,Place,"


@pytest.fixture
def restricted(bench: Council) -> Cycle:
    return bench.cycle(restricted=True, service_name="Closing of a home")


def test_what_it_is_to_put_in_place_is_matched_by_nobody(bench: Council, restricted: Cycle) -> None:
    """Not even by somebody who sees it: others open the import too."""
    hidden: dict[str, Any] = {"council_reference": "CT-1", "cycle": restricted, "service": restricted.service}
    agreement(bench, supplier(bench, "Signs Ltd"), is_signed=False, title="Road signs", **hidden)
    started = checked(bench, rows(SIGNS))
    row = started.rows.get()
    assert (row.agreement, row.verdict, row.changes, row.doubts) == (None, RowVerdict.NEW, [], [])
    assert not started.names.filter(kind=NameKind.SERVICE).exists()


def test_what_was_restricted_since_is_not_shown(bench: Council, restricted: Cycle, client: Client) -> None:
    done = brought_in(bench, rows(SIGNS))
    row = Agreement.objects.get()
    drafted = replace(values_of(row), is_signed=False, cycle=restricted)
    change_agreement(row, drafted, actor=bench["lead"], at=NOW)
    shown = {}
    for name in ("lead", "other"):
        client.force_login(bench[name])
        pages = [f"/contracts/imports/{done.pk}/?show=new", f"/contracts/imports/{done.pk}/take-back/"]
        shown[name] = [row.reference in client.get(page).content.decode() for page in pages]
        assert client.post(f"/contracts/imports/{done.pk}/rows/2/", {}).status_code == (302 if name == "lead" else 404)
    assert shown == {"lead": [True, True], "other": [False, False]}


def test_its_service_is_no_answer(bench: Council, restricted: Cycle) -> None:
    """Its name would be shown to whoever asks for each id in turn."""
    started = checked(bench, rows("CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,,Signs,Place,"))
    name = started.names.get(kind=NameKind.SERVICE)
    for person in ("lead", "other"):
        answer_names(started, {name.pk: ("same", restricted.service_id)}, actor=bench[person], at=NOW)
        name = started.names.get(kind=NameKind.SERVICE)
        assert (name.answer, name.object_id, name.proposed) == ("", None, "")
