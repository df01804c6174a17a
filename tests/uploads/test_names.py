"""Names that people give files, made safe to show and to offer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uploads.limits import MAX_NAME
from uploads.names import clean_name, extension_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Needs assessment 2026.docx", "Needs assessment 2026.docx"),
        ("Café – bilan.pdf", "Café – bilan.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("a.pdf.exe", "a.pdf.exe"),
        ("a.php%00.pdf", "a.php%00.pdf"),
        ("a.php\0.pdf", "a.php.pdf"),
        ("..\\..\\x", "x"),
        ("C:\\Users\\me\\Plan.docx", "Plan.docx"),
        ("/etc/passwd", "passwd"),
        ("../../etc/passwd", "passwd"),
        ("folder/", "folder"),
        ("a/..", "a"),
        ("con", "_con"),
        ("CON.pdf", "_CON.pdf"),
        ("nul .txt", "_nul .txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("lpt¹.csv", "_lpt¹.csv"),
        ("Console.pdf", "Console.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("Cafe\u200b\u0301.pdf", "Café.pdf"),
        ("in\u200bvisible\ufeff.pdf", "invisible.pdf"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        ("a<b>|c?*.csv", "a_b__c__.csv"),
        ("a.pdf:hidden.exe", "a.pdf_hidden.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("tab\tand\u00a0\u2003blanks.pdf", "tab and blanks.pdf"),
        (".htaccess", "htaccess"),
        ("...hidden.pdf", "hidden.pdf"),
        ("a.pdf. . ", "a.pdf"),
        ("", "file"),
        ("///", "file"),
        ("..", "file"),
        ("\u202e\u200b", "file"),
        ("\ud800.pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("x" * 300, "x" * 150),
        ("x" * 149 + " " + "y" * 50, "x" * 149),
        ("x." + "y" * 300, "x." + "y" * 148),
        ("x" + "." * 300 + ".pdf", "x.pdf"),
    ],
)
def test_name_is_cleaned(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


@given(st.text(max_size=400))
def test_clean_name_holds_nothing_that_could_hurt(raw: str) -> None:
    name = clean_name(raw)
    assert 1 <= len(name) <= MAX_NAME
    assert not name.startswith(".")
    assert name == name.strip(" .")
    assert not set(name) & set('/\\<>:"|?*')
    assert unicodedata.is_normalized("NFC", name)
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert clean_name(name) == name


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=400))
def test_extension_outlives_the_cut(stem: str) -> None:
    assert clean_name(stem + ".docx").endswith(".docx")


@given(st.text(max_size=40))
def test_twins_come_out_alike(raw: str) -> None:
    """The same name, composed or decomposed, is the same name."""
    assert clean_name(unicodedata.normalize("NFD", raw)) == clean_name(unicodedata.normalize("NFC", raw))


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.pdf", "pdf"), ("A.PDF", "pdf"), ("a.tar.gz", "gz"), ("pdf", ""), (".pdf", ""), ("a.", "")],
)
def test_extension_is_what_follows_the_last_point(name: str, extension: str) -> None:
    assert extension_of(name) == extension
