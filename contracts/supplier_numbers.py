"""The numbers of suppliers in public registers, as they are stored. Pure: no Django, no database.

What looks like a number of the register but is not one is refused with its form; a number of another register, like
that of a company abroad, is kept as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NumberForm:
    """`valid` is the whole form of a number without spaces, `alike` what was meant to be one; `help` says the form."""

    valid: re.Pattern[str]
    alike: re.Pattern[str]
    help: str


FORMS: Mapping[str, NumberForm] = {
    # Companies House: 8 digits, or 2 letters and 6 digits (SC, NI, OC, CE ...); societies end in R, old Irish begin R0
    "company_number": NumberForm(
        re.compile(r"\d{8}|[A-Z]{2}\d{6}|[A-Z]{2}\d{5}R|R0\d{6}"),
        re.compile(r"[A-Z]{0,2}[\d-]+[A-Z]?"),
        "8 numbers, or 2 letters and 6 numbers, like 04567890 or SC123456",
    ),
    # Charity Commission, with the number of a linked charity; OSCR; the Charity Commission for Northern Ireland
    "charity_number": NumberForm(
        re.compile(r"\d{6,7}(-\d{1,4})?|SC0\d{5}|NIC\d{6}"),
        re.compile(r"(SC|NIC)?[\d-]+"),
        "6 or 7 numbers, like 1123456, or SC012345 in Scotland",
    ),
    # the identifier of the central digital platform
    "ppon": NumberForm(
        re.compile(r"P[A-Z]{3}-\d{4}-[A-Z]{4}"),
        re.compile(r"P[A-Z0-9-]+"),
        "4 letters that begin with P, 4 numbers and 4 letters, like PWDZ-5192-JLCG",
    ),
    # Care Quality Commission: 1- and numbers, or the code of an NHS body; Ofsted: 6 or 7 numbers, SC or EY before 6
    "care_location": NumberForm(
        re.compile(r"1-\d{6,12}|\d{6,7}|(SC|EY)\d{6}|R[A-Z0-9]{2,4}"),
        re.compile(r"(SC|EY)?[\d-]+"),
        "1- and up to 12 numbers for the Care Quality Commission, like 1-116934268, or 6 or 7 numbers for Ofsted",
    ),
}


class MalformedNumber(ValueError):
    """The message is the form that the number must have."""


def clean_number(field: str, text: str) -> str:
    """The number as it is stored: capitals, no spaces, a company number with the zeros that spreadsheets take off.

    Raises MalformedNumber.
    """
    typed = " ".join(text.split())
    number = re.sub(r"\s", "", typed).upper()
    if field == "ppon":
        number = re.sub(r"^GB-?PPON-?", "", number)
        if re.fullmatch(r"P[A-Z]{3}\d{4}[A-Z]{4}", number):
            number = f"{number[:4]}-{number[4:8]}-{number[8:]}"
    if field == "company_number" and re.fullmatch(r"\d{5,7}", number):
        number = number.zfill(8)
    if not number or FORMS[field].valid.fullmatch(number):
        return number
    if FORMS[field].alike.fullmatch(number):
        raise MalformedNumber(FORMS[field].help)
    return typed
