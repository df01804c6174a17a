"""Forms of a confirmation: asking for it, giving, refusing and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.fields import PersonChoiceField
from accounts.models import User
from accounts.presenters import describe
from checklists.forms.answering import SeenVersion
from checklists.models import Evidence
from checklists.presenters.adviser_groups import AdviserGroup
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import SearchSelect

MAX_REASON = 2_000
MAX_NAME = 120


class AskForm(CouncilForm):
    adviser = PersonChoiceField(
        label="Who do you want to ask?",
        error_messages={
            "required": "Select who you want to ask",
            "invalid_choice": "Select who you want to ask from the list",
        },
    )

    def __init__(self, *args: Any, advisers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adviser: forms.ModelChoiceField[User] = self.fields["adviser"]  # type: ignore[assignment]
        adviser.queryset = User.objects.filter(pk__in=[user.pk for user in advisers])
        self.has_advisers = bool(advisers)


class AskEverybodyForm(CouncilForm):
    """One adviser for each group of answers; `seen` says which answers, in which versions, the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, groups: Sequence[AdviserGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in groups:
            alone = len(group.advisers) == 1
            self.fields[group.name] = forms.ChoiceField(
                label=f"Who in {group.confirmer.name} do you want to ask?",
                choices=[("", "Select a person"), *((str(one.pk), describe(one)) for one in group.advisers)],
                initial=group.offered.pk if group.offered else "",
                widget=forms.HiddenInput if alone else SearchSelect,
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), f"Select who you want to ask in {group.confirmer.name}"
                ),
            )


class CloseConfirmationForm(CouncilForm):
    """An adviser's reply to the request that their page was made from."""

    confirmation = SeenVersion()


class GiveForm(CloseConfirmationForm):
    note = forms.CharField(
        label="Note (optional)",
        help_text="For example, what your confirmation rests on.",
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Your note must be {MAX_REASON:,} characters or fewer"},
    )


class RefuseForm(CloseConfirmationForm):
    reason = forms.CharField(
        label="Why can you not confirm this?",
        help_text="Say what has to change. The team will see it.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why you cannot confirm this, so that the team can put it right",
            "max_length": f"Your reason must be {MAX_REASON:,} characters or fewer",
        },
    )


class WithdrawConfirmationForm(CloseConfirmationForm):
    reason = forms.CharField(
        label="Why do you withdraw your confirmation?",
        help_text="A submission that rests on it becomes void.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why you withdraw your confirmation",
            "max_length": f"Your reason must be {MAX_REASON:,} characters or fewer",
        },
    )


class OutsideForm(CouncilForm):
    """The confirmation of somebody who does not sign in, as the lead records it."""

    name = forms.CharField(
        label="Who confirmed it?",
        help_text="Their full name and what they are, for example Councillor Ann Smith.",
        max_length=MAX_NAME,
        error_messages={
            "required": "Enter the name of the person who confirmed this",
            "max_length": f"Their name must be {MAX_NAME:,} characters or fewer",
        },
    )
    on = DayField(
        label="Date they confirmed it",
        help_text="For example, 27 3 2026",
        error_messages={"required": "Enter the date when they confirmed this"},
    )
    evidence = forms.ModelChoiceField(
        Evidence.objects.none(),
        label="What shows it?",
        help_text="An email, a letter or a note in this cycle’s evidence.",
        empty_label="Select a piece of evidence",
        error_messages={
            "required": "Select the evidence that shows it",
            "invalid_choice": "Select the evidence that shows it from the list",
        },
    )
    version = SeenVersion()

    def __init__(self, *args: Any, evidence: QuerySet[Evidence], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: forms.ModelChoiceField[Evidence] = self.fields["evidence"]  # type: ignore[assignment]
        shown.queryset = evidence
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Date they confirmed it must be today or in the past")
        return on
