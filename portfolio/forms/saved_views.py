"""The name of a saved view, and who is offered it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Directorate, User
from portfolio.models import Audience, SavedView
from portfolio.policies import directorates_of, may_share
from portfolio.services.saved_views import SavedViewInput
from ui.forms import CouncilForm


class ViewForm(CouncilForm):
    """People who can share with nobody are asked for the name alone."""

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

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        directorates: Any = self.fields["directorate"]
        present = Q(pk=self.initial.get("directorate"))
        directorates.queryset = directorates_of(user).filter(Directorate.open_on(timezone.localdate()) | present)
        if not may_share(user):
            del self.fields["audience"], self.fields["directorate"]

    @property
    def values(self) -> SavedViewInput:
        """The input of a valid form."""
        data = self.cleaned_data
        return SavedViewInput(data["name"], data.get("audience", Audience.ME), data.get("directorate"))

    @staticmethod
    def initial_of(view: SavedView) -> dict[str, Any]:
        return {"name": view.name, "audience": view.audience, "directorate": view.directorate_id}
