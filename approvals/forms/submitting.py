"""Forms of a submission: a note, the conditions proposed, and after a Review what comes next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.fields import PersonChoiceField
from accounts.models import User
from accounts.presenters import describe
from accounts.selectors import ROLES
from approvals.models import NextStep
from approvals.services.submitting import MAX_CONDITION_LENGTH, Proposal, SubmissionInput, next_faults
from calendars.days import ONE_DAY
from cycles.models import Cycle, CycleStage
from cycles.selectors.people import people_near
from cycles.timetable import review_due
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios
from ui.wording import day

NOTE_LENGTH = 4000
MOST_ROWS = 20


class SubmitForm(CouncilForm):
    """The note; at the Do gate when to review, and at the Review gate what comes next."""

    note = forms.CharField(
        label="Note to whoever decides",
        help_text="What they should know that the answers do not say. You can leave this empty",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    next_step = forms.ChoiceField(
        label="What should come next for this service?",
        choices=NextStep.choices,
        required=False,
        widget=Radios,
        error_messages={"invalid_choice": "Select what comes next for this service"},
    )
    next_need_by = DayField(
        label="Day on which the next arrangement must start",
        help_text="The day after the present one ends, for example 31 3 2029. Leave this empty if the service stops",
        error_messages={"required": "Enter the date by which the next arrangement must start"},
        required=False,
    )

    review_on = DayField(
        label="Day by which the review is due",
        help_text="Lead and sponsor are reminded 90 and 30 days before, and on the day",
        error_messages={"required": "Enter the day by which the review is due"},
    )

    def __init__(self, *args: Any, cycle: Cycle, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if cycle.stage != CycleStage.REVIEW:
            del self.fields["next_step"], self.fields["next_need_by"]
        elif cycle.arrangement_source and cycle.arrangement_ends:
            follows = (
                f"{cycle.arrangement_source} ends on {day(cycle.arrangement_ends)}, and the next cycle takes the day"
            )
            self.fields["next_need_by"].help_text = f"{follows} after. Leave this empty if the service stops"
            if not self.initial.get("next_need_by"):
                self.initial["next_need_by"] = cycle.arrangement_ends + ONE_DAY
        if cycle.stage != CycleStage.DO:
            del self.fields["review_on"]
        elif not self.initial.get("review_on"):
            self.initial["review_on"] = review_due(cycle.edition.figures, cycle.need_by, today)
        self.cycle = cycle

    def clean_next_need_by(self) -> date | None:
        starts: date | None = self.cleaned_data["next_need_by"]
        if starts is not None and starts <= self.today:
            raise forms.ValidationError("The day on which the next arrangement must start must be in the future")
        return starts

    def clean_review_on(self) -> date:
        review_on: date = self.cleaned_data["review_on"]
        if review_on <= self.today:
            raise forms.ValidationError("The day by which the review is due must be in the future")
        return review_on

    def values_to_keep(self) -> dict[str, Any]:
        """Values that the session keeps until the pack is sealed."""
        starts, review_on = self.cleaned_data.get("next_need_by"), self.cleaned_data.get("review_on")
        return {
            "note": self.cleaned_data.get("note", ""),
            "next_step": self.cleaned_data.get("next_step", ""),
            "next_need_by": starts.isoformat() if starts else None,
            "review_on": review_on.isoformat() if review_on else None,
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.cycle.stage == CycleStage.REVIEW:
            data = SubmissionInput(next_step=values.get("next_step", ""), next_need_by=values.get("next_need_by"))
            for name, fault in next_faults(self.cycle, data).items():
                if name not in self.errors:
                    self.add_error(name, fault)
        return values


class People:
    """Who can be named on a page, read once for all of its rows."""

    def __init__(self, cycle: Cycle, also: Collection[int] = ()) -> None:
        self.queryset = people_near(cycle, also)
        people = self.queryset.prefetch_related(ROLES)
        self.choices = [("", "Select a person"), *((person.pk, describe(person)) for person in people)]

    def offer(self, form: forms.BaseForm, name: str) -> None:
        field: Any = form.fields[name]
        field.queryset, field.choices = self.queryset, self.choices


class ProposalForm(CouncilForm):
    """One condition that the team proposes; a row for a partly met answer names it by its code."""

    question = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    text = forms.CharField(
        label="What must be done",
        max_length=MAX_CONDITION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Enter what must be done",
            "max_length": "What must be done has to fit into %(limit_value)d characters",
        },
    )
    owner = PersonChoiceField(label="Who will do it", error_messages={"required": "Select who will do it"})
    due = DayField(
        label="Day by which it must be done",
        help_text="For example 31 3 2027",
        error_messages={"required": "Enter the day by which it must be done"},
    )

    def __init__(self, *args: Any, people: People, today: date, questions: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.questions = today, questions
        people.offer(self, "owner")

    def clean_question(self) -> str:
        """A code that is not one of the partly met answers is for the gate as a whole."""
        code: str = self.cleaned_data["question"]
        return code if code in self.questions else ""

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.today:
            raise forms.ValidationError("The day must be today or in the future")
        return due


ProposalRows = formset_factory(ProposalForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)


def rows_to_keep(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """The filled rows of a valid formset as plain values that a session or a draft can keep."""
    return [
        {
            "question": row["question"],
            "text": row["text"],
            **{f"{key}_id": row[key].pk for key in ("owner", "verifier") if key in row},
            "due": row["due"].isoformat(),
        }
        for form in rows.forms
        if (row := form.cleaned_data) and row.get("text")
    ]


def rows_initial(kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kept rows as a formset's initial values."""
    return [
        {
            "question": row["question"],
            "text": row["text"],
            "owner": row.get("owner_id"),
            "verifier": row.get("verifier_id"),
            "due": date.fromisoformat(row["due"]),
        }
        for row in kept
    ]


def submission_input(kept: dict[str, Any]) -> SubmissionInput:
    """The values kept in the session as input for `submit`."""
    people = User.objects.in_bulk([row["owner_id"] for row in kept["proposals"]])
    return SubmissionInput(
        note=kept["note"],
        proposals=[
            Proposal(row["text"], people[row["owner_id"]], date.fromisoformat(row["due"]), row["question"])
            for row in kept["proposals"]
        ],
        next_step=kept["next_step"],
        next_need_by=date.fromisoformat(kept["next_need_by"]) if kept["next_need_by"] else None,
        review_on=date.fromisoformat(kept["review_on"]) if kept["review_on"] else None,
    )


class WithdrawSubmissionForm(CouncilForm):
    reason = forms.CharField(
        label="Why do you withdraw it?",
        help_text="The deciders are told",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why you withdraw it: the deciders are told"},
    )
