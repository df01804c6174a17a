"""Forms of a cycle's people and of its restriction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from accounts.abilities import ABILITIES
from accounts.fields import PeopleChoiceField, PersonChoiceField
from accounts.models import Directorate, RoleKind, User
from cycles.models import Cycle
from cycles.services.people_assignment import PeopleInput
from ui.fields import LONGEST_ID
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
    lead = PersonChoiceField(
        label="Lead commissioner",
        error_messages={"required": "Select who leads this cycle"},
    )
    sponsor = PersonChoiceField(
        label="Sponsor",
        help_text="The manager who is expected to decide its gates, where the grade fits",
        empty_label="Select a manager",
        error_messages={
            "required": "Select who sponsors this cycle",
            "invalid_choice": "Select a manager from the list",
        },
    )
    team = PeopleChoiceField(
        label="Who else works on it?",
        help_text="They can answer questions, add evidence and submit",
        required=False,
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
        leading, ticked = str(self["lead"].value()), [str(pk) for pk in self["team"].value() or ()]
        if leading not in ticked and leading.isdecimal() and len(leading) <= LONGEST_ID:
            team.queryset = leads().exclude(pk=leading)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("lead") and values.get("lead") == values.get("sponsor"):
            self.add_error("sponsor", "The sponsor cannot be the lead commissioner: choose somebody else")
        return values


class ChangePeopleForm(PeopleForm):
    """The people of a running cycle. Whether it is restricted has a page of its own."""

    restricted = None  # type: ignore[assignment]
    team = PeopleChoiceField(
        label="Who else works on it?",
        help_text="They can answer questions, add evidence and submit. Tick the lead too, if they stay on the team"
        " under another lead",
        required=False,
        error_messages={"invalid_choice": "Select from the list"},
    )
    contract_manager = PersonChoiceField(
        label="Contract manager",
        help_text="Who will manage the contract, grant or agreement. The Plan gate asks for them",
        required=False,
        empty_label="Not named yet",
    )
    reason = forms.CharField(label="Reason", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, directorate=cycle.directorate, **kwargs)
        self.cycle = cycle
        if cycle.sealed_at:  # a lead who has left is replaced; what else the pack names of people stays
            del self.fields["contract_manager"]
            if cycle.sponsor.is_active:
                del self.fields["sponsor"]
        else:
            contract_manager: Any = self.fields["contract_manager"]
            contract_manager.queryset = officers()
        team: Any = self.fields["team"]
        team.queryset = leads()  # with the lead, who can stay when somebody else takes over

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "sponsor" not in self.fields and values.get("lead") == self.cycle.sponsor:
            self.add_error("lead", "The sponsor cannot be the lead commissioner: choose somebody else")
        return values

    @property
    def people(self) -> PeopleInput:
        data = self.cleaned_data
        return PeopleInput(
            lead=data["lead"],
            sponsor=data.get("sponsor", self.cycle.sponsor),
            team=[person for person in data["team"] if person != data["lead"]],
            contract_manager=data.get("contract_manager", ...),
            reason=data["reason"],
        )


class RestrictForm(CouncilForm):
    reason = forms.CharField(
        label="Reason",
        help_text="It is kept in the cycle's history",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )
