"""Naming a view and saying who is offered it."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Directorate, User
from commissioning.forms import CouncilForm
from portfolio.models import Audience, SavedView
from portfolio.policies import directorates_of, may_share
from portfolio.services.saved_views import Kept


class ViewForm(CouncilForm):
    """Who can share with nobody is asked for the name alone."""

    name = forms.CharField(
        label="Name of the view",
        help_text="For example “My contracts that end next year”",
        max_length=60,
        error_messages={"required": "Enter a name for the view"},
    )
    audience = forms.ChoiceField(
        label="Who can use it?",
        choices=Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who can use it", "invalid_choice": "Select who can use it"},
    )
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(),
        label="Which directorate?",
        help_text="Only for “People of one directorate”: its managers, and everybody who works on one of its cycles",
        required=False,
        empty_label="None",
        error_messages={"invalid_choice": "Select a directorate from the list"},
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        directorates: Any = self.fields["directorate"]
        directorates.queryset = directorates_of(user)
        if not may_share(user):
            del self.fields["audience"], self.fields["directorate"]

    @property
    def kept(self) -> Kept:
        """What was said, of a valid form."""
        said = self.cleaned_data
        return Kept(said["name"], said.get("audience", Audience.ME), said.get("directorate"))

    @staticmethod
    def shown(view: SavedView) -> dict[str, Any]:
        return {"name": view.name, "audience": view.audience, "directorate": view.directorate_id}
