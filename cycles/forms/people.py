"""Forms of a cycle's people and of its restriction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from accounts.abilities import ABILITIES
from accounts.models import Directorate, RoleKind, User
from ui.fields import SeveralField
from ui.forms import CouncilForm


def leads() -> Any:
    """The people who may lead a cycle or work on it."""
    kinds = [RoleKind.COMMISSIONER, RoleKind.MANAGER]
    return User.objects.filter(is_active=True, roles__kind__in=kinds).distinct()


def sponsors(directorate: Directorate | None) -> Any:
    """The people who may sponsor a cycle: the directorate's managers."""
    managers = Q(roles__kind=RoleKind.MANAGER)
    if directorate is not None:
        managers &= Q(roles__directorate=directorate)
    return User.objects.filter(managers, is_active=True).distinct()


def officers() -> Any:
    """The people who may manage a contract."""
    kinds = [kind for kind, abilities in ABILITIES.items() if abilities.reads_drafts]
    return User.objects.filter(is_active=True, roles__kind__in=kinds).distinct()


class PeopleForm(CouncilForm):
    lead = forms.ModelChoiceField(
        User.objects.none(),
        label="Lead commissioner",
        empty_label="Select a person",
        error_messages={"required": "Select who leads this cycle", "invalid_choice": "Select a person from the list"},
    )
    sponsor = forms.ModelChoiceField(
        User.objects.none(),
        label="Sponsor",
        help_text="The manager who is expected to decide its gates, where the grade fits",
        empty_label="Select a manager",
        error_messages={
            "required": "Select who sponsors this cycle",
            "invalid_choice": "Select a manager from the list",
        },
    )
    team = SeveralField(
        User.objects.none(),
        label="Who else works on it?",
        help_text="They can answer questions, add evidence and submit",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select from the list"},
    )
    restricted = forms.BooleanField(
        label="Restrict this cycle",
        help_text="Only its team, the directorate's managers, advisers while it asks them, who owns or checks one"
        " of its conditions, and auditors will know of it",
        required=False,
    )

    def __init__(self, *args: Any, directorate: Directorate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        sponsor: Any = self.fields["sponsor"]
        team: Any = self.fields["team"]
        lead.queryset, sponsor.queryset, team.queryset = leads(), sponsors(directorate), leads()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("lead") and values.get("lead") == values.get("sponsor"):
            self.add_error("sponsor", "The sponsor cannot be the lead commissioner: choose somebody else")
        return values


class ChangePeopleForm(PeopleForm):
    """The people of a running cycle. Whether it is restricted has a page of its own."""

    restricted = None  # type: ignore[assignment]
    contract_manager = forms.ModelChoiceField(
        User.objects.none(),
        label="Contract manager",
        help_text="Who will manage the contract, grant or agreement. The Plan gate asks for them",
        required=False,
        empty_label="Not named yet",
        error_messages={"invalid_choice": "Select a person from the list"},
    )
    reason = forms.CharField(label="Reason", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, directorate: Directorate | None, **kwargs: Any) -> None:
        super().__init__(*args, directorate=directorate, **kwargs)
        contract_manager: Any = self.fields["contract_manager"]
        contract_manager.queryset = officers()


class RestrictForm(CouncilForm):
    reason = forms.CharField(
        label="Reason",
        help_text="It stands in the cycle's history",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )
