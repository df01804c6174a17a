"""Forms of a decision: the decision itself, its conditions, the questions it reopens, a correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from accounts.fields import PersonChoiceField
from accounts.models import User
from approvals.forms.submitting import MOST_ROWS, People, ProposalForm, rows_to_keep
from approvals.models import Decision, Outcome, Step, Submission
from approvals.packs import failing_findings
from approvals.presenters.sealed_pack import SealedAnswer
from approvals.services.deciding import decision_faults
from approvals.services.drafting import decision_input
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios

LONGEST = 8000
TEN_YEARS = timedelta(days=3660)

DUTY, ACCEPT, ACCEPT_CHECK = "due_regard_", "accept_", "accept_check_"


def reasons_field(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text="These go on the record and to the team. Write them so a councillor can follow them.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": missing},
    )


def interests_field() -> forms.CharField:
    return forms.CharField(
        label="Interests you declare",
        help_text="What could make somebody doubt that you decide for the public alone. Write “None” if you have none",
        max_length=2000,
        error_messages={"required": "Say which interests you declare, or that you have none"},
    )


class DecisionForm(CouncilForm):
    """Due regard and answers that do not apply, one tick each, then the decision, interests and reasons.

    What is missing is asked of the service, so that the page and the record never differ.
    """

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=Outcome.choices,
        required=False,
        widget=Radios,
        error_messages={"invalid_choice": "Select your decision"},
    )
    interests = interests_field()
    reasons = reasons_field("Reasons for your decision", "Enter the reasons for your decision")

    def __init__(self, *args: Any, submission: Submission, step: Step, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submission, self.step, self.today = submission, step, today
        self.duties = [duty["duty"] for duty in submission.pack["duties"]]
        self.not_applicable = [
            answer["code"] for answer in submission.pack["answers"] if answer["state"] == "not_applicable"
        ]
        self.failing = [row["question"] for row in failing_findings(submission.pack)]
        ticks = [f"{DUTY}{code}" for code in self.duties] + [f"{ACCEPT}{code}" for code in self.not_applicable]
        ticks += [f"{ACCEPT_CHECK}{code}" for code in self.failing]
        for name in ticks:
            self.fields[name] = forms.BooleanField(required=False)
        self.order_fields([*ticks, "outcome", "interests", "reasons"])

    @classmethod
    def initial_values(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Initial values of the form from a draft."""
        ticked = {f"{DUTY}{code}": True for code in values["due_regard"]}
        accepted = {f"{ACCEPT}{code}": True for code in values["accepted"]}
        checks = {f"{ACCEPT_CHECK}{code}": True for code in values["accepted_checks"]}
        return {name: values[name] for name in ("outcome", "interests", "reasons")} | ticked | accepted | checks

    def draft(self) -> dict[str, Any]:
        """Values for the draft; of a form with errors, those that could be read."""
        values = self.cleaned_data
        return {
            "outcome": values.get("outcome", ""),
            "interests": values.get("interests", ""),
            "reasons": values.get("reasons", ""),
            "due_regard": [code for code in self.duties if values.get(f"{DUTY}{code}")],
            "accepted": [code for code in self.not_applicable if values.get(f"{ACCEPT}{code}")],
            "accepted_checks": [code for code in self.failing if values.get(f"{ACCEPT_CHECK}{code}")],
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values_so_far = self.draft() | {"conditions": [], "reopened": []}
        data = decision_input(values_so_far, digest=self.submission.digest, step=self.step.position)
        for name, fault in decision_faults(self.submission, self.step, data, self.today).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, fault)
        return values


class ConditionForm(ProposalForm):
    """One condition, as the decider sets it."""

    verifier = PersonChoiceField(
        label="Who will check it",
        help_text="Somebody other than the person who does it",
        error_messages={"required": "Select who will check it"},
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        people.offer(self, "verifier")

    def clean_due(self) -> date:
        due = super().clean_due()
        if due > self.today + TEN_YEARS:
            raise forms.ValidationError("The day must be within ten years")
        return due

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("owner") and values.get("owner") == values.get("verifier"):
            self.add_error("verifier", "Select somebody other than the owner to check it")
        return values


class BaseConditionRows(BaseFormSet[ConditionForm]):
    """All conditions of a decision: enough of them, and one for each partly met answer, as the service requires."""

    def __init__(self, *args: Any, submission: Submission, step: Step, today: date, **kwargs: Any) -> None:
        self.submission, self.step, self.today = submission, step, today
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        if any(self.errors):
            return
        values = {"outcome": Outcome.PASS_WITH_CONDITIONS, "conditions": rows_to_keep(self)}
        empty = {
            "reasons": "",
            "interests": "",
            "due_regard": [],
            "accepted": [],
            "accepted_checks": [],
            "reopened": [],
        }
        data = decision_input(empty | values, digest=self.submission.digest, step=self.step.position)
        fault = decision_faults(self.submission, self.step, data, self.today).get("conditions")
        if fault:
            raise forms.ValidationError(fault)


ConditionRows = cast(
    "type[BaseConditionRows]",
    formset_factory(
        ConditionForm, formset=BaseConditionRows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    ),
)


def questions_field(answers: Sequence[SealedAnswer], label: str, *, required: bool) -> forms.MultipleChoiceField:
    missing = "Select the questions that the team must answer again"
    return forms.MultipleChoiceField(
        label=label,
        choices=[(answer.code, answer.title) for answer in answers],
        required=required,
        widget=Checkboxes({answer.code: answer.state_name for answer in answers if not answer.met}),
        error_messages={"required": missing, "invalid_choice": "Select questions of this gate"},
    )


class ReopenForm(CouncilForm):
    """The questions that a return sends back."""

    def __init__(self, *args: Any, answers: Sequence[SealedAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reopened"] = questions_field(answers, "Which questions must the team answer again?", required=True)


class CorrectForm(CouncilForm):
    """A correction keeps the outcome with other words, or returns the gate."""

    outcome = forms.ChoiceField(
        label="What is the corrected decision?",
        widget=Radios,
        error_messages={
            "required": "Select the corrected decision",
            "invalid_choice": "A correction keeps the outcome or returns the gate",
        },
    )
    interests = interests_field()
    reasons = reasons_field("Reasons for the correction", "Enter the reasons for the correction")

    def __init__(
        self, *args: Any, decision: Decision, actor: User, answers: Sequence[SealedAnswer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        same = f"{decision.get_outcome_display()}, as it was, with other reasons or interests"
        own = [(decision.outcome, same)] if actor == decision.decider else []  # reasons are a decider's own
        outcome.choices = [*own, (Outcome.RETURN.value, Outcome.RETURN.label)]
        self.fields["reopened"] = questions_field(
            answers, "If you return the gate: which questions must be answered again?", required=False
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("outcome") == Outcome.RETURN and not values.get("reopened") and "reopened" not in self.errors:
            self.add_error("reopened", "Select the questions that the team must answer again")
        return values
