"""Forms as they stand on a page, read as a browser reads them, and filled in as somebody honest would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser

from django.utils import timezone

Data = dict[str, list[str]]

# What honest people type where a page leaves the choice to them, by the name of the field without its prefix.
TYPED = {
    "email": "new.person@council.example",
    "link": "https://documents.example.org/report",
    "whole_life_value": "2,000,000",
    "vat": "400,000",
    "yearly_value": "400,000",
    "interests": "None",
    "new_password1": "copper lantern meadow",
    "username": "nobody.here@council.example",
    "next_need_by": "",
}
# Empty stands for something: a new service, one route alone, the tier as it is worked out.
LEFT = {"service", "other_routes", "another_tier", "tier_override"}
CHOSEN = {"decision_maker": "councillor"}  # who has a portfolio, which is typed; elsewhere the first choice is taken
PAST = {"dated", "on", "agreed_on"}


@dataclass
class Control:
    """One field: its kind, and every value that its page offers with whether it is chosen."""

    name: str
    kind: str
    values: list[tuple[str, bool]] = field(default_factory=list)


@dataclass
class Form:
    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def control(self, name: str, kind: str) -> Control:
        return self.controls.setdefault(name, Control(name, kind))

    def filled(self) -> Data:
        """What is on the form already, and something sensible where it is empty; the first button is pressed."""
        data = {name: found for name, control in self.controls.items() if (found := _value(control))}
        return data | {name: [value] for name, value in self.buttons[:1]}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: Control | None = None
        self.area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._read(tag, given, self.form)

    def _read(self, tag: str, given: dict[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "option" and self.select is not None:
            self.select.values.append((given.get("value", ""), "selected" in given))
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif name and tag == "select":
            self.select = form.control(name, "select")
        elif name and tag == "textarea":
            self.area = form.control(name, "text")
            self.area.values.append(("", True))
        elif name and tag == "input":
            kind = given.get("type", "text")
            chosen = "checked" in given if kind in ("radio", "checkbox") else True
            form.control(name, kind).values.append((given.get("value", "on" if kind == "checkbox" else ""), chosen))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values[-1] = (self.area.values[-1][0] + data, True)

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "form":
                self.form = None
            case "select":
                self.select = None
            case "textarea":
                if self.area is not None:  # HTML: a line break right after the tag is none of its text
                    self.area.values[-1] = (self.area.values[-1][0].removeprefix("\n"), True)
                self.area = None


def forms_of(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


PARTS = ("day", "month", "year")


def _value(control: Control) -> list[str]:
    if control.kind == "file" or control.name in LEFT:
        return []
    chosen = [value for value, is_chosen in control.values if is_chosen and value.strip()]
    if chosen or control.kind == "hidden":
        return chosen
    if control.kind in ("select", "radio", "checkbox"):
        offered = [value for value, _ in control.values if value]
        return [CHOSEN[control.name]] if control.name in CHOSEN else offered[:1]
    return [_typed(control.name)]


def _typed(name: str) -> str:
    plain = name.rpartition("-")[2]
    stem, _, part = plain.rpartition("_")
    if stem and part in PARTS:
        return _part_of_day(stem, PARTS.index(part))
    return TYPED.get(plain, "Plain words")


def _part_of_day(name: str, part: int) -> str:
    day: date = timezone.localdate() + timedelta(days=-40 if name in PAST else 400)
    return str((day.day, day.month, day.year)[part])
