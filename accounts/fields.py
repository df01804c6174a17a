"""Form fields in which people are chosen: each choice says who somebody is, their job and their directorate."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms.models import ModelChoiceIterator

from accounts.models import User
from accounts.presenters import describe
from accounts.selectors import ROLES
from ui.fields import SeveralField
from ui.widgets import Checkboxes, SearchSelect


class PersonIterator(ModelChoiceIterator[User]):
    """Reads the roles of all people in one statement; checking what was chosen reads none."""

    def __init__(self, field: Any) -> None:
        super().__init__(field)
        self.queryset = self.queryset.prefetch_related(ROLES)


class PersonChoiceField(forms.ModelChoiceField[User]):
    """One person out of a list, which can be searched where it is long."""

    widget = SearchSelect
    iterator = PersonIterator
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": "Select a person from the list"}

    def __init__(self, queryset: Any = None, *, empty_label: str = "Select a person", **options: Any) -> None:
        people = User.objects.none() if queryset is None else queryset
        super().__init__(people, empty_label=empty_label, **options)

    def label_from_instance(self, obj: User) -> str:
        return describe(obj)


class PeopleChoiceField(SeveralField):
    """Several people out of a list, which can be narrowed where it is long."""

    iterator = PersonIterator

    def __init__(self, queryset: Any = None, **options: Any) -> None:
        people = User.objects.none() if queryset is None else queryset
        super().__init__(people, **{"widget": Checkboxes(find="Find a person in the list"), **options})

    def label_from_instance(self, obj: User) -> str:
        return describe(obj)
