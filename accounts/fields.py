"""Form fields in which people are chosen: each choice says who somebody is, their job and their directorate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import prefetch_related_objects
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

    def __iter__(self) -> Iterator[Any]:
        people: Sequence[User] | None = getattr(self.field, "people", None)
        if people is None:
            yield from super().__iter__()
            return
        prefetch_related_objects(people, ROLES)
        yield "", self.field.empty_label
        yield from (self.choice(person) for person in people)


class PersonChoiceField(forms.ModelChoiceField[User]):
    """One person out of a list, which can be searched where it is long."""

    widget = SearchSelect
    iterator = PersonIterator
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": "Select a person from the list"}

    def __init__(self, queryset: Any = None, *, empty_label: str = "Select a person", **options: Any) -> None:
        people = User.objects.none() if queryset is None else queryset
        super().__init__(people, empty_label=empty_label, **options)

    def offer(self, people: Sequence[User]) -> None:
        """Let one of these be chosen, in their order. The page has read them, so they are not read again."""
        self.people = people
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people])

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
