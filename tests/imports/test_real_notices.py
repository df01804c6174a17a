"""The 46 notices of a county brought in over the pages: checked, mended, again, corrected, and taken back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement, Supplier
from imports.models import RegisterImport
from imports.services.bringing_in import bring_in_waiting
from tests.council import NOW, Council
from tests.imports.journey import LANCASHIRE

pytestmark = pytest.mark.usefixtures("time_stands")

FIELDS = {
    "A": "reference", "B": "title", "C": "status", "D": "ignore", "E": "ignore", "F": "ignore", "G": "award_date",
    "H": "ignore", "I": "ignore", "J": "value", "K": "suppliers", "L": "is_small", "M": "cpv", "N": "ignore",
    "O": "published_url",
}  # fmt: skip
DOUBTS = (
    "“Ford Motor Co. Ltd Self Billing” may be the same supplier as “Ford Motor Co. Ltd”",
    "K26: “Jacobs” was read as a supplier of its own.",
    "“Morris Quality Bakers” may be the same supplier as “Morris Quality Bakers Limited”",
    "J38: “0” looks as if no value was given.",
    "J39: “0” looks as if no value was given.",
    "“Brakes Bros Limited” may be the same supplier as “Brake Bros Ltd”",
    "K46: “The Music Cellar” was read as a supplier of its own.",
)
CORRECTIONS = (("594713.55", "600000"), ("102694.4", "102700"), ("Contract for the provision of an App", "An App"))


def upload(client: Client, data: bytes) -> tuple[RegisterImport, str]:
    """The import with its columns as they are proposed, and the page of its rows."""
    file = BytesIO(data)
    file.name = "lancashire_notices.csv"
    client.post("/contracts/imports/new/", {"file": file})
    started = RegisterImport.objects.latest("pk")
    assert {column["letters"]: column["field"] for column in started.columns} == FIELDS
    return started, text_of(client.post(f"/contracts/imports/{started.pk}/columns/", FIELDS, follow=True))


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_real_notices_over_the_pages(bench: Council) -> None:
    client = Client()
    client.force_login(bench["lead"])
    started, page = upload(client, LANCASHIRE.read_bytes())
    path = f"/contracts/imports/{started.pk}"
    assert [doubt for doubt in DOUBTS if doubt not in page] == []
    left_out = text_of(client.get(f"{path}/?show=left_out"))
    said = [left_out.count(reason) for reason in ("It is closed without an award.", "It is open for tenders, and")]
    assert said == [9, 2]
    answers = {f"name-{name.pk}": "same" for name in started.names.filter(is_sure=False)}
    client.post(f"{path}/names/", answers)
    page = text_of(client.post(f"{path}/rows/26/", {"cell-suppliers": "Jacobs; CDER Group Limited"}, follow=True))
    assert "Row 26 was read again: it is new now." in page
    client.post(f"{path}/doubtful/")
    client.post(f"{path}/bring-in/")
    assert bring_in_waiting(lambda: NOW) == 1
    assert "35 agreements added" in text_of(client.get(f"{path}/"))
    assert (Agreement.objects.count(), Supplier.objects.count()) == (35, 30)

    _, page = upload(client, LANCASHIRE.read_bytes())
    assert "The file would change nothing." in page

    text = LANCASHIRE.read_text()
    for before, after in CORRECTIONS:
        text = text.replace(before, after)
    corrected, page = upload(client, text.encode())
    assert "Bringing it in does this: 3 agreements changed." in page
    client.post(f"/contracts/imports/{corrected.pk}/bring-in/")
    assert bring_in_waiting(lambda: NOW) == 1
    for each, done in ((corrected, "0 deleted, 3 set back"), (started, "35 deleted, 0 set back")):
        page = text_of(client.post(f"/contracts/imports/{each.pk}/take-back/", follow=True))
        assert f"Taken back: {done}." in page
    assert (Agreement.objects.count(), Supplier.objects.count()) == (0, 0)
