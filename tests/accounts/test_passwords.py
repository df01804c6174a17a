"""Which passwords are refused, each with its reason; and what is stripped from names and addresses."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.cleaning import clean_address
from accounts.forms import DetailsForm
from accounts.models import User
from ui.text import clean_line

PRIYA = User(name="Priya Nair", email="p.nair-smith@lincs.test")
NAME, ADDRESS = "The password must be more than your name", "The password must be more than your email address"
COUNCIL = "The password must be more than the name of the council"
COMMON = "This password is too common, even with numbers added or the word repeated"
REFUSED = {
    "short words": "This password is too short. It must contain at least 12 characters.",
    "            ": "The password must be more than blanks",
    "ab ab ab ab ab ab": "The password must have at least 5 different characters",
    "8675 3090 8124": "The password must be more than numbers",
    "Priya Nair, Priya Nair": NAME,
    "PriyaNairPriyaNair": NAME,
    "nairPRIYA-2026": NAME,
    "p.nair-smith@lincs.test": ADDRESS,
    "Smith.Nair.99": ADDRESS,
    "Commissioning1": "The password must be more than the name of the service",
    "lincolnshire2026": COUNCIL,
    "Lincolnshire County Council": COUNCIL,
    "passwordpassword": COMMON,
    "Password Password Password": COMMON,
    "letmein-123456": COMMON,
    "sunshine20262026": COMMON,
}


@pytest.mark.parametrize(("password", "reason"), REFUSED.items())
def test_what_can_be_guessed_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PRIYA)

    assert reason in refused.value.messages


@pytest.mark.parametrize(
    ("password", "reason"),
    [("Priya Nair 123", NAME), ("ayirp rian xy", "The password is too similar to your name or your email address")],
)
def test_what_is_like_the_name_is_refused_in_one_sentence(password: str, reason: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PRIYA)

    assert refused.value.messages == [reason]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "Priya likes purple elephants",
        "three odd words",
        "kettle-Boston-9174",
        "ysgol ŷd a dŵr",
    ],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    validate_password(password, PRIYA)
    validate_password(password)


UNSEEN = {"zero-width space": "\u200b", "joiner": "\u200d", "soft hyphen": "\u00ad", "byte order mark": "\ufeff"}


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_stripped(unseen: str) -> None:
    assert clean_address(f"\u00a0Ann{unseen}.Bell@Council{unseen}.test {unseen}") == "ann.bell@council.test"
    assert clean_line(f" Zoe\u0308{unseen}\u00a0 Hart\u00a0") == "Zo\u00eb Hart"

    form = DetailsForm({"name": f"Ann{unseen} Bell", "email": f"ann{unseen}@council.test\u00a0", "job_title": unseen})

    assert form.is_valid()
    assert (form.cleaned_data["name"], form.cleaned_data["email"]) == ("Ann Bell", "ann@council.test")
    assert form.cleaned_data["job_title"] == ""


def test_a_name_of_nothing_but_unseen_characters_is_missing() -> None:
    assert DetailsForm({"name": "\u200b\u00ad", "email": "a@b.test"}).errors == {"name": ["Enter a full name"]}
