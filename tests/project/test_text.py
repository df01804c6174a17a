"""What is text: one clean form for each way of typing it, whatever came along unseen."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from django import forms
from django.urls import get_resolver

from commissioning.settings import INSTALLED_APPS
from ui.forms import CouncilForm
from ui.text import clean_line, clean_table, clean_text

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2061\u2066\u2069\u206a\u3164"
    "\ufe0f\ufeff\uffa0\ufff9\ufffc\x00\x1b\x7f\x81\ud800\U000e0041\U000e0100"
)


class Words(CouncilForm):
    line = forms.CharField(label="Name")
    text = forms.CharField(label="Reasons", widget=forms.Textarea, max_length=20)
    rows = forms.CharField(label="Rows", widget=forms.Textarea, required=False, strip=False)
    tables = ("rows",)


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_nobody_sees_is_no_text(unseen: str) -> None:
    form = Words({"line": f"{unseen} {unseen}", "text": f" {unseen}\n"})
    assert form.errors == {"line": ["Enter the name"], "text": ["Enter the reasons"]}

    assert clean_line(f"{unseen}Wel{unseen}ton{unseen}") == "Welton"
    assert clean_text(f"Zoe{unseen}\u0308") == "Zo\u00eb"


@pytest.mark.parametrize("blank", ["\u2800", "\u00a0", "\u2003", "\u3000", "\t"], ids=ascii)
def test_a_blank_of_any_width_is_no_text_by_itself(blank: str) -> None:
    assert Words({"line": blank, "text": blank}).errors.keys() == {"line", "text"}
    assert clean_line(f" Wel{blank}ton{blank}") == "Wel ton"


@pytest.mark.parametrize("sign", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_every_kind_of_line_break_is_one(sign: str) -> None:
    """In one line it is a blank; in rows of a spreadsheet only what ends a row is a line break."""
    form = Words(dict.fromkeys(Words.base_fields, f"Line one{sign}Line two"))
    assert form.is_valid()
    row_ends = sign in ("\r\n", "\r", "\n")
    assert form.cleaned_data == {
        "line": "Line one Line two",
        "text": "Line one\nLine two",
        "rows": "Line one\nLine two" if row_ends else "Line one Line two",
    }


def test_quotes_and_dashes_of_windows_survive() -> None:
    assert clean_text("\x91a\x92 \x93b\x94 \x95 c\x96d\x97e \x8050") == "‘a’ “b” • c–d—e €50"
    assert clean_text("‘a’ “b” c–d—e") == "‘a’ “b” c–d—e"


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "ක්\u200dෂ",
        "क्\u200cष",
        "അവന്\u200d",
        "👩🏽\u200d💻",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100城",
        "ᠠ\u180bᠨ",
    ],
)
def test_what_a_script_or_an_emoji_is_spelled_with_stays(text: str) -> None:
    assert clean_text(text) == text == clean_line(f" {text}\u200b")


def test_text_is_composed_and_counted_after_that() -> None:
    """Twenty letters, typed as sixty characters."""
    form = Words({"line": "A\u030angstro\u0308m \u212b", "text": "e\u200b\u0301" * 20})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["line"] == "\u00c5ngstr\u00f6m \u00c5"
    assert form.cleaned_data["text"] == "\u00e9" * 20
    assert not Words({"line": "a", "text": "e\u200b\u0301" * 21}).is_valid()


def test_clean_text_is_clean() -> None:
    """Of every two characters: nothing more is taken from what was cleaned."""
    signs = [chr(code) for code in range(0x3000)] + ["\ufe0f", "\U0001f3f4", "\U000e0067", "\U0001f469"]
    for first, second in product("ae\u0301\u0645\u094d\u200d\u2764\u180b", signs):
        once = clean_text(first + second)
        assert once == clean_text(once) == unicodedata.normalize("NFC", once)
        assert clean_line(once) == clean_line(clean_line(once))


def test_rows_keep_their_cells() -> None:
    assert clean_table("Need\tWhere\r\nHome\x0bcare\tBos\u200bton\n") == "Need\tWhere\nHome care\tBoston\n"


def test_every_form_of_the_site_cleans_its_text() -> None:
    list(get_resolver().reverse_dict)  # imports every view, and so every form
    kinds: list[type[forms.BaseForm]] = [forms.BaseForm]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    apps = {name.partition(".")[0] for name in INSTALLED_APPS if not name.startswith("django")}
    ours = {kind for kind in kinds if kind.__module__.partition(".")[0] in apps and getattr(kind, "base_fields", None)}
    assert len(ours) > 80
    assert {kind.__name__ for kind in ours if not issubclass(kind, CouncilForm)} == set()
