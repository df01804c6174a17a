"""Who takes what the lead before, and who leaves the team, hold in a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.fields import PersonChoiceField
from accounts.models import User
from accounts.presenters import describe
from accounts.selectors import ROLES
from approvals.selectors.held_work import HeldWork, WorkKind, seen_work
from cycles.models import Cycle
from cycles.selectors.people import people_near
from ui.forms import CouncilForm

LABELS = {
    WorkKind.MISSING_PART: "Missing part of “{title}”",
    WorkKind.CONDITION: "Condition “{title}”",
    WorkKind.CHECK: "Check of the condition “{title}”",
    WorkKind.RECORD: "Owner of the {name} “{title}”",
}


class HandOverWorkForm(CouncilForm):
    """A field for each thing; `seen` says which things the page showed, and in which state."""

    seen = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        cycle: Cycle,
        work: Sequence[HeldWork],
        takers: Mapping[str, User],
        people: Sequence[User],
        **kwargs: Any,
    ) -> None:
        """`takers` are offered by default; `people` are the cycle's new people, offered besides those near it."""
        initial = {key: taker.pk for key, taker in takers.items()} | {"seen": seen_work(work)}
        super().__init__(*args, initial=initial, **kwargs)
        self.work = work
        near = people_near(cycle, also=[person.pk for person in (*people, *takers.values())])
        active = {person.pk: person for person in near.prefetch_related(ROLES)}
        for held in work:
            holder = held.holder
            offered = active | ({holder.pk: holder} if holder.is_active else {})
            if not holder.is_active:
                offered.pop(holder.pk, None)
            field: Any = PersonChoiceField(
                User.objects.filter(pk__in=offered),
                label=LABELS[held.kind].format(title=held.title, name=held.name),
                error_messages={
                    "required": "Select who takes this",
                    "invalid_choice": "Select a person from the list",
                },
            )
            stays = [(holder.pk, f"Stays with {holder}")] if holder.is_active else []
            others = [(pk, describe(person)) for pk, person in offered.items() if pk != holder.pk]
            field.choices = [("", "Select a person"), *stays, *others]
            self.fields[held.key] = field

    @property
    def rows(self) -> list[tuple[HeldWork, forms.BoundField]]:
        return [(held, self[held.key]) for held in self.work]

    @property
    def takers(self) -> dict[str, User]:
        return {held.key: self.cleaned_data[held.key] for held in self.work}
