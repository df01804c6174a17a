"""Who decides for somebody, from when to when, and what lets them. Rules are checked by the service."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from accounts.policies.cover import holds_grades_of
from accounts.roles import load_roles
from accounts.selectors import possible_stand_ins
from ui.fields import DayField
from ui.forms import CouncilForm

LONGEST = 200  # characters of Cover.authority and Cover.reason


class CoverForm(CouncilForm):
    starts = DayField(label="First day", error_messages={"required": "Enter the first day"})
    ends = DayField(label="Last day", error_messages={"required": "Enter the last day"})
    stand_in = forms.ModelChoiceField(
        User.objects.none(),
        label="Who decides for you?",
        help_text="Both your names are recorded with what they decide",
        error_messages={"required": "Select who decides for you", "invalid_choice": "Select a person from the list"},
    )
    authority = forms.CharField(
        label="By what authority do they decide?",
        help_text="Leave it empty for somebody of your grade or higher in your directorate. For anybody else enter the"
        " paragraph of the scheme of delegation, and who decided it",
        max_length=LONGEST,
        required=False,
    )
    reason = forms.CharField(
        label="Why do they decide by that authority?",
        help_text="Only if you entered an authority. It is kept on the record of what they decide: no medical details",
        max_length=LONGEST,
        required=False,
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stand_in = self.fields["stand_in"]
        assert isinstance(stand_in, forms.ModelChoiceField)
        people = possible_stand_ins(person)
        stand_in.queryset = people
        load_roles(list(people))
        able = {user.pk for user in people if holds_grades_of(user, person)}
        stand_in.choices = [
            ("", "Select a person"),
            ("Same grade or higher", [_option(user) for user in people if user.pk in able]),
            (
                "Lower grade or another directorate: only by an authority",
                [_option(user) for user in people if user.pk not in able],
            ),
        ]


class EnteredCoverForm(CoverForm):
    """Of somebody absent, by an administrator."""

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        self.fields["starts"].help_text = "A day before today counts as today"
        stand_in, reason = self.fields["stand_in"], self.fields["reason"]
        stand_in.label, stand_in.help_text = f"Who decides for {person}?", "Both names are recorded with each decision"
        stand_in.error_messages["required"] = f"Select who decides for {person}"
        reason.label, reason.help_text = "Why do you enter this?", "It is kept on the record: no medical details"


def _option(user: User) -> tuple[int, str]:
    return user.pk, f"{user.name}, {'; '.join(str(role) for role in user.roles.all())}"
