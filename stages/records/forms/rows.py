"""The form of one row of a table, made from its model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from django import forms
from django.db import models
from django.db.models import Q

from accounts.fields import PersonChoiceField
from accounts.models import User
from cycles.forms.people import officers
from cycles.models import Cycle
from cycles.selectors.people import people_near
from principles.models import Part
from stages.records.kinds import RecordKind, is_person
from stages.records.models import StageRecord
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios

SELECT = "Select"
SHORT_TEXT = 60  # letters: such an input is not drawn over the whole width
FEW = 4  # choices that stand as radio buttons; more are a list


class RecordForm(CouncilForm, forms.ModelForm[Any]):
    """`cycle` says which rows of it, and of its edition, can be chosen. The instance is the row, or a new one of it."""

    def __init__(self, *args: Any, kind: RecordKind, cycle: Cycle, **kwargs: Any) -> None:
        if kwargs.get("instance") is None:
            kwargs["instance"] = kind.model(cycle=cycle)
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.widths = {name: _width(field) for name, field in self.fields.items() if _width(field)}  # type: ignore[misc]
        for name, field in self.fields.items():
            column = kind.column(name)
            chooser: Any = field
            if name in kind.choices:
                choices = list(kind.choices[name](cycle))
                is_single = not isinstance(column, models.JSONField) and all(code for code, _ in choices)
                chooser.choices = [("", SELECT), *choices] if is_single else choices
            elif is_person(column):
                current = getattr(self.instance, column.attname)
                chooser.queryset = User.objects.filter(Q(pk__in=officers().values("pk")) | Q(pk=current))
            elif column.related_model and issubclass(column.related_model, Part):
                chooser.queryset = column.related_model._default_manager.filter(edition=cycle.edition_id)
            elif column.related_model and issubclass(column.related_model, StageRecord):
                chooser.queryset = column.related_model._default_manager.filter(cycle=cycle)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class OwnerForm(CouncilForm):
    """Who is to answer for a row: people near the cycle, as everywhere where work is handed over."""

    owner = PersonChoiceField(
        label="Who will answer for it",
        error_messages={"required": "Select who will answer for it", "invalid_choice": "Select a person from the list"},
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["owner"]
        chooser.queryset = people_near(cycle)


def record_form(kind: RecordKind, names: Sequence[str] = (), base: type[RecordForm] = RecordForm) -> type[RecordForm]:
    """The form of a kind's rows with all its fields, or some of them."""
    return _record_form(kind.code, kind.model, tuple(names or kind.fields), tuple(kind.choices), base)


@cache
def _record_form(
    code: str, model: type[StageRecord], names: Sequence[str], edition_choices: Sequence[str], base: type[RecordForm]
) -> type[RecordForm]:
    def field_of(column: models.Field[Any, Any], **options: Any) -> Any:
        label = str(column.verbose_name)
        asked: dict[str, Any] = {
            "label": label[:1].upper() + label[1:],
            "help_text": column.help_text,
            "required": not column.blank,
        }
        if column.name in edition_choices and isinstance(column, models.JSONField):
            return forms.MultipleChoiceField(widget=Checkboxes, **asked)
        if column.name in edition_choices:
            return forms.ChoiceField(**asked)
        if is_person(column):
            return PersonChoiceField(**asked, empty_label="Nobody yet" if column.blank else "Select a person")
        if isinstance(column, models.TextField):
            options["widget"] = forms.Textarea(attrs={"rows": 3})
        field: Any = column.formfield(**options)
        if isinstance(field, forms.TypedChoiceField):
            offered: Any = field.choices
            offered = [(code, label if code else SELECT) for code, label in offered]
            field.choices = offered
            if field.required and len(offered) <= FEW + 1:
                field.widget = Radios(choices=[choice for choice in offered if choice[0]])
        elif isinstance(field, forms.ModelChoiceField):
            field.empty_label = SELECT
        return field

    form: Any = forms.modelform_factory(model, form=base, fields=names, formfield_callback=field_of)
    return cast("type[RecordForm]", form)


def _width(field: forms.Field) -> int:
    """In characters; 0 is the whole width."""
    if isinstance(field, (forms.DecimalField, forms.IntegerField)):
        return 10
    return 20 if isinstance(field, forms.CharField) and (field.max_length or SHORT_TEXT + 1) <= SHORT_TEXT else 0
