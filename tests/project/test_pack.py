"""What the template pack draws, empty, filled, with errors, and out of hostile hands."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines

from tests.project.forms import HOSTILE, EveryField, HostileForm
from ui.forms import CouncilForm

FILLED = {
    "name": "Home care",
    "count": "12",
    "cost": "13,600,000",
    "due_day": "4",
    "due_month": "12",
    "due_year": "2026",
    "directorate": "place",
    "answer": "partly_met",
    "duties": ["s17"],
    "confirm": "on",
    "reasons": "Because <b>it works</b>",
    "password": "secret words",
}


class Tags(HTMLParser):
    """Every tag with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def with_name(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.found if attrs.get("name") == name]

    def with_id(self, name: str) -> dict[str, str | None]:
        (one,) = [attrs for _, attrs in self.found if attrs.get("id") == name]
        return one


def drawn(form: forms.Form) -> Tags:
    return Tags(html_of(form))


def html_of(form: forms.Form) -> str:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    return template.render({"form": form})


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", "govuk-input"),
        ("email", "govuk-input"),
        ("link", "govuk-input"),
        ("count", "govuk-input govuk-input--width-5"),
        ("cost", "govuk-input govuk-input--width-10"),
        ("directorate", "govuk-select"),
        ("reasons", "govuk-textarea"),
        ("file", "govuk-file-upload"),
        ("confirm", "govuk-checkboxes__input"),
        ("password", "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    ],
)
def test_a_control_has_its_class_and_its_label(name: str, css: str) -> None:
    tags = drawn(EveryField())
    (control,) = tags.with_name(name)
    assert control["class"] == css
    assert [attrs["for"] for tag, attrs in tags.found if tag == "label"].count(str(control["id"])) == 1
    assert "aria-invalid" not in control
    assert "required" not in control


def test_what_was_typed_comes_back() -> None:
    tags, html = drawn(EveryField(FILLED)), html_of(EveryField(FILLED))
    assert [tags.with_name(f"due_{part}")[0]["value"] for part in ("day", "month", "year")] == ["4", "12", "2026"]
    assert [box["value"] for box in tags.with_name("answer") if "checked" in box] == ["partly_met"]
    assert [box["value"] for box in tags.with_name("duties") if "checked" in box] == ["s17"]
    assert "checked" in tags.with_name("confirm")[0]
    assert "Because &lt;b&gt;it works&lt;/b&gt;" in html
    assert "secret words" not in html


@pytest.mark.parametrize("name", ["name", "email", "count", "cost", "directorate", "reasons", "file", "confirm"])
def test_an_error_stands_beside_its_control_and_describes_it(name: str) -> None:
    tags = drawn(EveryField({}))
    (control,) = tags.with_name(name)
    described = str(control["aria-describedby"]).split()
    assert control["aria-invalid"] == "true"
    assert described[-1] == f"id_{name}-error"
    assert [tags.with_id(part) for part in described]


@pytest.mark.parametrize("name", ["answer", "inline", "duties", "due"])
def test_an_error_of_several_choices_describes_their_group(name: str) -> None:
    tags = drawn(EveryField({}))
    groups = [str(attrs.get("aria-describedby", "")) for tag, attrs in tags.found if tag == "fieldset"]
    assert any(group.split()[-1:] == [f"id_{name}-error"] for group in groups)


def test_a_summary_links_every_error_to_a_control_that_is_there() -> None:
    summary = engines["django"].from_string('{% include "components/error_summary.html" %}')
    form = EveryField({"due_day": "1", "due_month": "", "due_year": "2027"})
    links = [attrs["href"] for tag, attrs in Tags(summary.render({"form": form})).found if tag == "a"]
    tags = drawn(form)
    assert links[6] == "#id_due_1"
    assert len(links) == 14  # all fields but the hidden one
    assert [tags.with_id(str(link)[1:]) for link in links]
    assert summary.render({"form": EveryField()}).strip() == ""


def test_hostile_words_stay_words() -> None:
    for form in (HostileForm(), HostileForm({}), HostileForm({"text": HOSTILE, "choice": HOSTILE, "day_day": HOSTILE})):
        html = html_of(form)
        assert "<script" not in html
        assert html.count("&lt;script&gt;") >= 9


def test_layouts_of_crispy_are_drawn_and_escaped() -> None:
    from crispy_forms.helper import FormHelper
    from crispy_forms.layout import ButtonHolder, Div, Fieldset, Layout, Submit

    class Arranged(CouncilForm):
        name = forms.CharField()
        count = forms.IntegerField()

        @property
        def helper(self) -> FormHelper:
            helper = FormHelper()
            helper.layout = Layout(
                Fieldset("Who & <what>", "name"),
                Div("count", css_class="app-cond"),
                ButtonHolder(Submit("go", "A & <b>")),
            )
            return helper

    html = html_of(Arranged())
    assert "Who &amp; &lt;what&gt;" in html
    assert '<div class="app-cond"' in html
    assert "A &amp; &lt;b&gt;</button>" in html
    assert "novalidate" in html


def test_a_formset_is_drawn_with_every_form() -> None:
    many = forms.formset_factory(HostileForm, extra=2)
    template = engines["django"].from_string("{% load crispy_forms_tags %}{{ formset|crispy }}")
    tags = Tags(template.render({"formset": many()}))
    assert len(tags.with_name("form-TOTAL_FORMS")) == 1
    assert len(tags.with_name("form-1-text")) == 1


def test_a_day_keeps_its_initial() -> None:
    tags = drawn(EveryField(initial={"due": date(2027, 3, 27)}))
    assert [tags.with_name(f"due_{part}")[0]["value"] for part in ("day", "month", "year")] == ["27", "3", "2027"]
