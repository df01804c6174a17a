"""What owner, verifier and managers say to a condition."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.fields import PersonChoiceField
from approvals.forms.submitting import People
from approvals.models import Condition
from ui.forms import CouncilForm
from ui.widgets import Radios

MET, NOT_DONE = "met", "not_done"
LONGEST = 2000


class ClaimForm(CouncilForm):
    note = forms.CharField(
        label="What was done, and where can it be seen?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what was done and where it can be seen"},
    )


class CheckForm(CouncilForm):
    found = forms.ChoiceField(
        label="Is it done?",
        choices=[(MET, "Yes, the condition is met"), (NOT_DONE, "No, something is still missing")],
        widget=Radios,
        error_messages={"required": "Select whether it is done", "invalid_choice": "Select whether it is done"},
    )
    note = forms.CharField(
        label="What did you find?",
        help_text="Say what is still missing, if anything is. You can leave this empty when the condition is met",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class HandOverForm(CouncilForm):
    owner = PersonChoiceField(label="Who will do it", error_messages={"required": "Select who will do it"})
    verifier = PersonChoiceField(label="Who will check it", error_messages={"required": "Select who will check it"})

    def __init__(self, *args: Any, condition: Condition, **kwargs: Any) -> None:
        kwargs["initial"] = {"owner": condition.owner_id, "verifier": condition.verifier_id}
        super().__init__(*args, **kwargs)
        people = People(condition.cycle, also=[condition.owner_id, condition.verifier_id])
        people.offer(self, "owner")
        people.offer(self, "verifier")
