"""One form with every kind of field, its labels as hostile as a database could make them."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from ui.fields import DayField, MoneyField
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios

HOSTILE = '<script>alert("x")</script>'
ANSWERS = [("met", "Met"), ("partly_met", "Partly met"), ("not_met", "Not met yet")]
DUTIES = [("psed", "Equality Act 2010, section 149"), ("s17", "Crime and Disorder Act 1998, section 17")]


class EveryField(CouncilForm):
    label_sizes: ClassVar[dict[str, str]] = {"answer": "m"}
    widths: ClassVar[dict[str, int]] = {"count": 5, "cost": 10}

    name = forms.CharField(label="Name of the cycle", help_text="As people say it", max_length=20)
    email = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    link = forms.URLField(label="Link", assume_scheme="https")
    count = forms.IntegerField(label="Number of suppliers", min_value=0)
    cost = MoneyField(label="Whole-life value", help_text="Including VAT and every extension")
    due = DayField(label="Due date", help_text="For example, 27 3 2027")
    directorate = forms.ChoiceField(label="Directorate", choices=[("", "Any"), ("place", "Place")])
    answer = forms.ChoiceField(
        label="Your answer", choices=ANSWERS, widget=Radios({"met": "Everything asked is in place"})
    )
    inline = forms.ChoiceField(label="Key decision", choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True))
    duties = forms.MultipleChoiceField(
        label="Due regard", choices=DUTIES, widget=Checkboxes({"psed": "Two negative impacts were found"})
    )
    confirm = forms.BooleanField(label="I have read it", error_messages={"required": "Confirm that you have read it"})
    reasons = forms.CharField(label="Reasons", widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="File", help_text="20 MB at most")
    version = forms.CharField(widget=forms.HiddenInput)


class HostileForm(CouncilForm):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE)
    choice = forms.ChoiceField(label=HOSTILE, choices=[("x", HOSTILE)], widget=Radios({"x": HOSTILE}))
    tick = forms.BooleanField(label=HOSTILE, help_text=HOSTILE)
    day = DayField(label=HOSTILE, help_text=HOSTILE)
