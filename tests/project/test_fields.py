"""What the fields take, and what they say to what they don't."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from tests.project.forms import EveryField
from ui.control_tags import day_boxes
from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm


class Day(CouncilForm):
    due = DayField(label="Due date")


SEPARATORS = "Write a point before a fraction, and commas only between thousands, like 1.5m or 1,500,000"


class Sum(CouncilForm):
    cost = MoneyField(label="Yearly value", required=False)


class Text(CouncilForm):
    line = forms.CharField(label="Name", required=False)
    text = forms.CharField(label="Reasons", widget=forms.Textarea, required=False)
    count = forms.IntegerField(label="Number of homes", required=False)
    where = forms.ChoiceField(label="Which district?", choices=[("boston", "Boston")], required=False)


def day(*parts: str) -> Day:
    return Day({f"due_{name}": part for name, part in zip(("day", "month", "year"), parts, strict=True)})


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (("4", "12", "2026"), date(2026, 12, 4)),
        ((" 04", "Dec ", "2026"), date(2026, 12, 4)),
        (("29", "february", "2028"), date(2028, 2, 29)),
        (("1", "Sept", "2028"), date(2028, 9, 1)),
        (("1", "Sept.", "2028"), date(2028, 9, 1)),
        (("1", "SEP.", "2028"), date(2028, 9, 1)),
        (("1st", "september", "2028"), date(2028, 9, 1)),
        (("22nd", "09.", "2028"), date(2028, 9, 22)),
        (("1", "1", "2000"), date(2000, 1, 1)),
        (("31", "12", "2100"), date(2100, 12, 31)),
    ],
)
def test_real_days(parts: tuple[str, str, str], found: date) -> None:
    form = day(*parts)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == found


@pytest.mark.parametrize(
    ("parts", "said", "faulty"),
    [
        (("", "", ""), "Enter the due date", ["day", "month", "year"]),
        (("4", "", ""), "Due date must include a month and year", ["month", "year"]),
        (("4", "12", ""), "Due date must include a year", ["year"]),
        (("30", "2", "2027"), "Due date must be a real date", ["day"]),
        (("29", "2", "2027"), "Due date must be a real date", ["day"]),
        (("4", "13", "2027"), "Due date must be a real date", ["month"]),
        (("4", "Smarch", "2027"), "Due date must be a real date", ["month"]),
        (("0", "12", "2027"), "Due date must be a real date", ["day"]),
        (("st", "12", "2027"), "Due date must be a real date", ["day"]),
        (("4", "Septem", "2027"), "Due date must be a real date", ["month"]),
        (("4.5", "12", "2027"), "Due date must be a real date", ["day"]),
        (("4", "12", "27"), "The year must have 4 numbers", ["year"]),
        (("4", "12", "20270"), "The year must have 4 numbers", ["year"]),
        (("4", "12", "0000"), "The year must have 4 numbers", ["year"]),
        (("4", "12", "1999"), "Due date must be between 2000 and 2100", ["year"]),
        (("4", "12", "9999"), "Due date must be between 2000 and 2100", ["year"]),
        (("4", "12", "٢٠٢٧"), "The year must have 4 numbers", ["year"]),
        (("9" * 5000, "12", "2027"), "Due date must be a real date", ["day"]),
    ],
)
def test_days_that_are_none(parts: tuple[str, str, str], said: str, faulty: list[str]) -> None:
    form = day(*parts)
    assert form.errors == {"due": [said]}
    assert [box["part"] for box in day_boxes(form["due"]) if box["faulty"]] == faulty


def test_a_day_comes_back_into_its_boxes() -> None:
    for initial in (date(2026, 12, 4), "2026-12-04"):
        assert [box["value"] for box in day_boxes(Day(initial={"due": initial})["due"])] == ["4", "12", "2026"]
    assert [box["value"] for box in day_boxes(Day(initial={"due": "soon"})["due"])] == ["", "", ""]
    assert [box["value"] for box in day_boxes(day("31", "x", "2027")["due"])] == ["31", "x", "2027"]


def test_a_day_knows_whether_it_changed() -> None:
    same = {"due_day": "4", "due_month": "12", "due_year": "2026"}
    assert not Day(same, initial={"due": date(2026, 12, 4)}).has_changed()
    assert Day(same, initial={"due": date(2026, 12, 5)}).has_changed()
    assert not Day({}, initial={}).has_changed()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("£1,234.50", "1234.5"),
        ("38.4m", "38400000"),
        ("£1.5 million", "1500000"),
        ("250k", "250000"),
        (" 96 000 ", "96000"),
        ("0", "0"),
        ("999999999999.99", "999999999999.99"),
        ("1.50m", "1500000"),
        ("£ 1,234,567", "1234567"),
        ("2 500 000.5", "2500000.5"),
        (".5m", "500000"),
    ],
)
def test_sums(typed: str, found: str) -> None:
    form = Sum({"cost": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["cost"] == Decimal(found)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NaN", "Yearly value must be an amount of money, like 250,000"),
        ("inf", "Yearly value must be an amount of money, like 250,000"),
        ("1e9", "Yearly value must be an amount of money, like 250,000"),
        ("about 5", "Yearly value must be an amount of money, like 250,000"),
        ("1.2.3", "Yearly value must be an amount of money, like 250,000"),
        (".", "Yearly value must be an amount of money, like 250,000"),
        ("£", "Yearly value must be an amount of money, like 250,000"),
        *((typed, SEPARATORS) for typed in ("£1,5m", "1,5", "1,50 million", "1,5k", "12,34,567", "1.234,56", "1 5")),
        ("1,", SEPARATORS),
        ("-5", "Yearly value must be £0 or more"),
        ("-£5", "Yearly value must be £0 or more"),
        ("1000000000000", "Yearly value must be less than £1,000,000,000,000"),
        ("9" * 20, "Yearly value must be less than £1,000,000,000,000"),
        ("9" * 20 + "m", "Yearly value must be less than £1,000,000,000,000"),
        ("9" * 21, "Yearly value must be an amount of money, like 250,000"),
        ("1.005", "Yearly value must have 2 decimal places or fewer"),
    ],
)
def test_sums_that_are_none(typed: str, said: str) -> None:
    assert Sum({"cost": typed}).errors == {"cost": [said]}


def test_a_sum_comes_back_as_people_write_it() -> None:
    assert Sum(initial={"cost": Decimal("13600000.00")})["cost"].value() == "13,600,000"
    assert Sum({"cost": "about 5"})["cost"].value() == "about 5"


def test_what_nobody_types_is_taken_out() -> None:
    posted = QueryDict(mutable=True)
    posted["text"] = "a\x00b\r\nc\td\u202ee\ufefff\x1bg\ud800h"
    form = Text(posted)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["text"] == "ab\nc\tdefgh"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("line", "a" * 201, "Name must be 200 characters or fewer"),
        ("text", "a" * 4001, "Reasons must be 4000 characters or fewer"),
        ("count", "many", "Number of homes must be a whole number, like 15"),
        ("count", "9" * 30, "Number of homes must be 2147483647 or less"),
        ("count", "9" * 9000, "Number of homes must be a whole number, like 15"),
        ("where", "narnia", "Choose an answer from the list"),
    ],
)
def test_limits_that_no_form_has_to_remember(name: str, typed: str, said: str) -> None:
    assert Text({name: typed}).errors == {name: [said]}


def test_nothing_ever_says_this_field_is_required() -> None:
    assert {name: list(said) for name, said in EveryField({}).errors.items()} == {
        "name": ["Enter the name of the cycle"],
        "email": ["Enter the email address"],
        "password": ["Enter the password"],
        "link": ["Enter the link"],
        "count": ["Enter the number of suppliers"],
        "cost": ["Enter the whole-life value"],
        "due": ["Enter the due date"],
        "directorate": ["Select the directorate"],
        "answer": ["Select your answer"],
        "inline": ["Select the key decision"],
        "duties": ["Select the due regard"],
        "confirm": ["Confirm that you have read it"],
        "reasons": ["Enter the reasons"],
        "file": ["Select a file"],
        "version": ["Enter the version"],
    }


def test_an_empty_file_is_named_as_one() -> None:
    form = EveryField({}, {"file": SimpleUploadedFile("a.pdf", b"")})
    assert form.errors["file"] == ["The selected file is empty"]
