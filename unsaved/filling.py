"""Putting what somebody sent back into the form of its page, whichever form that is, as a browser would hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter
from django.template.loader import render_to_string

from ui.form_marks import FIELD
from unsaved.models import UnsavedFile, UnsavedForm
from unsaved.services import FORM_FIELD

OWN = {FIELD, "csrfmiddlewaretoken"}
BUTTONS = {"submit", "button", "image", "reset"}
# As the templates write it: no slash in void elements, no value for attributes such as `checked`.
FORMATTER = HTMLFormatter(
    entity_substitution=EntitySubstitution.substitute_xml,
    void_element_close_prefix="",
    empty_attributes_are_booleans=True,
)


@dataclass
class Page:
    """The page of a response, taken apart so that its forms can be filled."""

    html: str
    path: str
    soup: BeautifulSoup = field(init=False)

    def __post_init__(self) -> None:
        self.soup = BeautifulSoup(self.html, "html.parser")

    def __str__(self) -> str:
        return self.soup.decode(formatter=FORMATTER)

    def forms(self, sent_to: str) -> list[Tag]:
        """The forms that are sent to that address."""
        return [
            form
            for form in self.soup.find_all("form", method="post")
            if urlsplit(urljoin(self.path, str(form.get("action") or self.path))).path == sent_to
        ]

    def fill(self, unsaved: UnsavedForm) -> list[tuple[str, str]]:
        """Fill in the form that was sent; what finds no place there is returned, by what it is called."""
        values = {name: list(sent) for name, sent in unsaved.values}
        forms = self.forms(unsaved.sent_to)
        form = max(forms, key=lambda form: likeness(form, values), default=None)
        if form is None:
            return unplaced(values)
        for control in form.find_all(["input", "textarea", "select"]):
            name = str(control.get("name") or "")
            if name and name not in OWN and control.get("type") not in BUTTONS | {"file", "password"}:
                fill_control(control, values.get(name, []))
        for button in form.find_all("button"):
            values.pop(str(button.get("name")), None)
        mark = self.soup.new_tag("input", attrs={"type": "hidden", "name": FORM_FIELD, "value": unsaved.key})
        form.insert(0, mark)
        return unplaced(values)

    def add_files(self, sent_to: str, files: Iterable[UnsavedFile]) -> list[str]:
        """Name each file beside the control in which it was chosen; those without such a control are returned."""
        lost = []
        for file in files:
            if control := self.file_control(sent_to, file.field):
                control.insert_after(fragment("unsaved/kept_file.html", {"file": file}))
                form = control.find_parent("form")
                if form:  # at its end: Enter in a field presses the first button of a form
                    form.append(fragment("unsaved/remove_file.html", {"file": file}))
            else:
                lost.append(file.name)
        return lost

    def file_control(self, sent_to: str, name: str) -> Tag | None:
        """Where a file of that name is chosen."""
        inputs = [control for form in self.forms(sent_to) for control in form.find_all("input", type="file")]
        return next((control for control in inputs if control.get("name") == name), None)

    def say(self, template: str, context: Mapping[str, object]) -> None:
        """Put a sentence before everything else of the page's main part."""
        main = self.soup.find("main") or self.soup.body or self.soup
        place = main.find("div", class_="app-main") or main
        assert isinstance(place, Tag)
        place.insert(0, fragment(template, context))


def fragment(template: str, context: Mapping[str, object]) -> BeautifulSoup:
    return BeautifulSoup(render_to_string(template, context).strip(), "html.parser")


def likeness(form: Tag, values: dict[str, list[str]]) -> int:
    """How many of the names the form has; a hidden value or a button of the same text counts besides.

    Several forms of a page may be sent to one address, each for a row that a hidden field or its button names.
    """
    like = 0
    for control in form.find_all(["input", "textarea", "select", "button"]):
        sent = values.get(str(control.get("name") or ""))
        if sent is not None:
            is_same = control.get("type") == "hidden" or control.name == "button"
            like += 1 + (is_same and str(control.get("value") or "") in sent)
    return like


def fill_control(control: Tag, sent: list[str]) -> None:
    """Give one control what was sent for it, and take that from the list."""
    kind = str(control.get("type") or "text")
    if control.name == "select":
        for option in control.find_all("option"):
            value = str(option["value"] if option.has_attr("value") else option.get_text())
            choose(option, "selected", value in sent)
            if value in sent:
                sent.remove(value)
    elif kind in ("checkbox", "radio"):
        value = str(control.get("value") or "on")
        choose(control, "checked", value in sent)
        if value in sent:
            sent.remove(value)
    elif sent and control.name == "textarea":
        control.string = "\n" + sent.pop(0)
    elif sent:
        control["value"] = sent.pop(0)


def choose(control: Tag, attribute: str, is_chosen: bool) -> None:
    if is_chosen:
        control[attribute] = ""
    elif control.has_attr(attribute):
        del control[attribute]


def unplaced(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What was typed and has no place on the page, so that it can be copied; numbers of rows are nothing typed."""
    left = []
    for name, sent in values.items():
        words = [text.removeprefix("typed:") for text in sent if text.strip() and not text.isdigit()]
        label = name.rpartition("-")[2].replace("_", " ").capitalize()
        left += [(label, text) for text in words]
    return left
