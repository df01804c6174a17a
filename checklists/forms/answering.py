"""Forms of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.fields import PersonChoiceField
from accounts.models import User
from checklists.models import Answer, AnswerState
from checklists.services.answering import AnswerInput
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios

MAX_EXPLANATION = 4_000
MAX_REASON = 2_000
MAX_VERSION = 2_147_483_647

CONFIRMED_STATES = (AnswerState.MET, AnswerState.PARTLY_MET)
FOLLOWED_UP = (AnswerState.PARTLY_MET, AnswerState.NOT_APPLICABLE)


class SeenVersion(forms.IntegerField):
    """The version of the answer that the page was made from. A page that lost it is treated as an old one."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> int:
        try:
            version = int(str(value))
        except ValueError:
            return 0
        return version if 0 <= version <= MAX_VERSION else 0


def states_for(answer: Answer) -> list[tuple[str, str]]:
    """The answers that the question takes."""
    states = [AnswerState.MET, AnswerState.PARTLY_MET, AnswerState.NOT_MET]
    if answer.question.na_allowed:
        states.append(AnswerState.NOT_APPLICABLE)
    return [(state.value, str(state.label)) for state in states]


class AnswerForm(CouncilForm):
    """The question's own page. `evidence` takes no value: it carries the errors shown beside the list of evidence.

    `adviser` is there where somebody can be asked to confirm the answer, and must be chosen where the button `asks`.
    Where one of them was `asked` already, a changed answer goes to them again.
    """

    state = forms.ChoiceField(
        label="Your answer",
        widget=Radios(inline=True),
        error_messages={"required": "Select your answer", "invalid_choice": "Select your answer"},
    )
    explanation = forms.CharField(
        label="How it is met, or what is missing",
        help_text="A few sentences. The approver and councillors may read this.",
        required=False,
        max_length=MAX_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"Your explanation must be {MAX_EXPLANATION:,} characters or fewer"},
    )
    evidence = forms.Field(required=False, widget=forms.HiddenInput)
    adviser = PersonChoiceField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who you want to ask")
    )
    version = SeenVersion()

    def __init__(
        self,
        answer: Answer,
        *args: Any,
        advisers: Sequence[User] = (),
        asked: User | None = None,
        asks: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked if asked in advisers else None
        advisers = [self.asked] if self.asked else advisers
        self.only_adviser = advisers[0] if len(advisers) == 1 else None
        states: forms.ChoiceField = self.fields["state"]  # type: ignore[assignment]
        states.choices = states_for(answer)
        adviser: PersonChoiceField = self.fields["adviser"]  # type: ignore[assignment]
        adviser.label = f"Who in {answer.question.confirmer.name} do you want to ask?"
        adviser.required = asks
        adviser.offer(advisers)
        if self.only_adviser:
            self.fields["adviser"].widget, adviser.initial = forms.HiddenInput(), self.only_adviser.pk
        if not advisers and not asks:
            del self.fields["adviser"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        state = values.get("state")
        if self.fields.get("adviser") and self.fields["adviser"].required and state and state not in CONFIRMED_STATES:
            self.add_error("state", "Select Met or Partly met to have it confirmed, or save without asking")
        return values

    @property
    def answer_input(self) -> AnswerInput:
        return AnswerInput(state=self.cleaned_data["state"], explanation=self.cleaned_data["explanation"])


class DraftForm(CouncilForm):
    """What is typed so far: nothing is asked for yet. It has room for two people's texts put together."""

    state = forms.ChoiceField(required=False)
    explanation = forms.CharField(required=False, max_length=2 * MAX_EXPLANATION + 10, widget=forms.Textarea())
    version = SeenVersion()

    def __init__(self, answer: Answer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states: forms.ChoiceField = self.fields["state"]  # type: ignore[assignment]
        states.choices = [("", ""), *states_for(answer)]


class FollowUpForm(CouncilForm):
    """What an answer needs besides its explanation, which the page before has asked for."""

    version = SeenVersion()

    def answer_input(self, explanation: str) -> AnswerInput:
        raise NotImplementedError


class PartlyMetForm(FollowUpForm):
    owner = PersonChoiceField(
        label="Person",
        error_messages={
            "required": "Select who will complete the missing part",
            "invalid_choice": "Select who will complete the missing part",
        },
    )
    due = DayField(
        label="Due date",
        help_text="When the missing part will be complete. For example, 27 3 2027",
        error_messages={"required": "Enter the date by which the missing part will be complete"},
    )

    def __init__(self, *args: Any, people: QuerySet[User], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: forms.ModelChoiceField[User] = self.fields["owner"]  # type: ignore[assignment]
        owner.queryset = people
        self.today = today

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.today:
            raise forms.ValidationError("Due date must be today or in the future")
        return due

    def answer_input(self, explanation: str) -> AnswerInput:
        return AnswerInput(
            state=AnswerState.PARTLY_MET,
            explanation=explanation,
            owner=self.cleaned_data["owner"],
            due=self.cleaned_data["due"],
        )


class NotApplicableForm(FollowUpForm):
    because = forms.CharField(
        label="Your reason",
        help_text="Say how the rule above fits. Whoever decides the gate must accept this.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say why this question does not apply",
            "max_length": f"Your reason must be {MAX_REASON:,} characters or fewer",
        },
    )

    def answer_input(self, explanation: str) -> AnswerInput:
        return AnswerInput(
            state=AnswerState.NOT_APPLICABLE, explanation=explanation, because=self.cleaned_data["because"]
        )
