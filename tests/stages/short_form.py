"""The short page of a stage, read and sent as a browser does it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cycles.models import Cycle
from tests.access.forms import PARTS, Data, forms_of


class ShortForm:
    """What stands in the form, by the names of its fields; `typed` are those that somebody filled in."""

    def __init__(self, client: Client, cycle: Cycle, stage: str) -> None:
        self.client, self.address = client, f"/cycles/{cycle.reference}/{stage}/short/"
        self.typed: set[str] = set()
        self.loads = 0
        self._read(client.get(self.address))

    def _read(self, response: Any) -> None:
        self.loads += 1
        self.response, self.html = response, response.content.decode()
        form = next((form for form in forms_of(self.html) if form.action == self.address), None)
        controls = form.controls.values() if form else ()
        chosen = {control.name: [value for value, is_chosen in control.values if is_chosen] for control in controls}
        self.offered = {control.name: [value for value, _ in control.values] for control in controls}
        self.data: Data = {name: values for name, values in chosen.items() if values}

    def fill(self, row: str, **values: str) -> None:
        """Type into a row of the page, "findings-0": a day is typed as "31 3 2026", into its three boxes."""
        if f"{row}-closed" in self.data and values.keys() - {"remove", "confirm"}:
            self.open(row)
        for name, value in values.items():
            field = f"{row}-{name}"
            boxes = [f"{field}_{part}" for part in PARTS]
            if boxes[0] in self.offered:
                self.data |= {box: [part] for box, part in zip(boxes, value.split(), strict=True)}
            else:
                assert field in self.offered or name in ("remove", "confirm"), field
                self.data[field] = [value]
            self.typed.add(field)

    def open(self, row: str) -> None:
        """Ask for the fields of a stored row, which stands there as text."""
        assert self.send(change=row).status_code == 200
        assert f"{row}-closed" not in self.data

    def untick(self, field: str) -> None:
        del self.data[field]

    def send(self, **more: str) -> Any:
        """What the server answered; the page that it leads to is read."""
        response = self.client.post(self.address, self.data | {name: [value] for name, value in more.items()})
        self._read(self.client.get(response.headers["Location"]) if response.status_code == 302 else response)
        return response
