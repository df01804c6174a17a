"""Forms of the options appraisal: rows of options and of criteria, the scores of all options, the choice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory

from cycles.forms.routes import RouteForm
from cycles.models import Cycle
from principles.edition_cache import parts_of
from principles.models import DeliveryRoute, LegalRegime, RegimeRoute
from stages.plan.models import Criterion, Option, OptionKind
from stages.plan.ranking import TOP_SCORE
from stages.plan.selectors.appraisal import AppraisalRecords
from stages.records.forms import SELECT, RecordForm
from stages.records.kinds import RecordKind, all_kinds
from stages.records.models import StageRecord
from stages.records.services.tables import RowInput
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.widgets import Radios

INPUT, SELECT_CLASS = "govuk-input", "govuk-select"
SUGGESTED = (("Keep as is", OptionKind.KEEP), ("Stop", OptionKind.STOP))
BLANK_ROWS, FEWEST_ROWS = 3, 6  # as many as the page names kinds of options
UNKNOWN_ROW = "A row of this page is not known. Load the page again before you change it"


class RowForm(RecordForm):
    """One row of several on a page. One without a number that says nothing is passed over."""

    telling: ClassVar[tuple[str, ...]] = ()  # the fields of which one makes a new row

    def has_changed(self) -> bool:
        return bool(self["pk"].value()) or any(str(self[name].value() or "").strip() for name in self.telling)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class OptionRowForm(RowForm):
    telling = ("name", "reason")

    class Meta:
        model = Option
        fields = ("name", "kind", "is_ruled_out", "reason")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"class": INPUT}),
            "kind": forms.Select(attrs={"class": SELECT_CLASS}),
            "is_ruled_out": forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
            "reason": forms.Textarea(attrs={"class": "govuk-textarea", "rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", SELECT), *OptionKind.choices]
        kind.label = "Kind of option"


class CriterionRowForm(RowForm):
    telling = ("name", "weight")

    class Meta:
        model = Criterion
        fields = ("name", "weight", "means_none", "means_full", "is_from_cost")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"class": INPUT}),
            "means_none": forms.TextInput(attrs={"class": INPUT}),
            "means_full": forms.TextInput(attrs={"class": INPUT}),
            "is_from_cost": forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weight = self.fields["weight"]
        weight.widget = forms.TextInput(attrs={"class": f"{INPUT} govuk-input--width-3", "inputmode": "numeric"})


class BaseRows(BaseFormSet[Any]):
    """Rows that are there and some more; each knows which it is and the version that its page showed."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name in ("pk", "version"):
            form.fields[name] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=2**31 - 1,
                widget=forms.HiddenInput,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), UNKNOWN_ROW),
            )
        form.empty_permitted = True

    @property
    def inputs(self) -> list[RowInput]:
        """Of valid rows."""
        return [
            RowInput(form.values, form.cleaned_data["pk"], form.cleaned_data["version"])
            for form in self.forms
            if form.cleaned_data
        ]


def option_rows(data: Any, cycle: Cycle, options: Sequence[Option]) -> BaseRows:
    """Every option with room for more; the two that every appraisal has are there already."""
    kinds = {option.kind for option in options}
    suggested = [{"name": name, "kind": kind.value} for name, kind in SUGGESTED if kind not in kinds]
    return _rows(OptionRowForm, "options", data, cycle, options, suggested)


def criterion_rows(data: Any, cycle: Cycle, criteria: Sequence[Criterion]) -> BaseRows:
    return _rows(CriterionRowForm, "criteria", data, cycle, criteria, ())


class ScoresForm(CouncilForm):
    """A score for every option against every criterion that people score, the day, and who was there."""

    scored_on = DayField(
        label="Day of scoring",
        help_text="For example 27 11 2026",
        error_messages={"required": "Enter the day on which the options were scored"},
    )
    scorers = forms.CharField(
        label="Who was in the room",
        help_text="Names and parts, for example “Priya Nair (lead), Sam Whitby (finance)”",
        max_length=500,
        error_messages={"required": "Say who was in the room"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, records: AppraisalRecords, **kwargs: Any) -> None:
        appraisal = records.appraisal
        initial = {"scored_on": appraisal.scored_on, "scorers": appraisal.scorers, "version": appraisal.version}
        super().__init__(data, initial=initial, **kwargs)
        self.pairs: Mapping[str, tuple[int, int]] = {}
        self.rows: list[tuple[Criterion, list[tuple[int, Option, str]]]] = []
        pairs = {}
        for criterion in records.typed_criteria:
            cells = []
            for number, option in enumerate(records.scored_options, start=1):
                name = f"score-{option.pk}-{criterion.pk}"
                pairs[name] = option.pk, criterion.pk
                cells.append((number, option, name))
                self.fields[name] = score_field(number, option, criterion)
                self.initial[name] = records.scores.get((option.pk, criterion.pk))
            self.rows.append((criterion, cells))
        self.pairs = pairs

    @property
    def matrix(self) -> list[tuple[Criterion, list[tuple[int, Option, forms.BoundField]]]]:
        return [
            (criterion, [(number, option, self[name]) for number, option, name in cells])
            for criterion, cells in self.rows
        ]

    @property
    def scores(self) -> dict[tuple[int, int], int]:
        return {pair: self.cleaned_data[name] for name, pair in self.pairs.items()}


def score_field(number: int, option: Option, criterion: Criterion) -> forms.IntegerField:
    wrong = f"The score of option {number} against {criterion} must be a whole number from 0 to {TOP_SCORE}"
    return forms.IntegerField(
        label=f"Score of option {number}, {option}, against {criterion}",
        min_value=0,
        max_value=TOP_SCORE,
        widget=forms.TextInput(attrs={"class": f"{INPUT} govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "required": f"Score option {number} against {criterion}",
            **dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        },
    )


class UnlockCriteriaForm(CouncilForm):
    reason = forms.CharField(
        label="Why do the criteria have to change?",
        help_text="The history keeps it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the criteria have to change"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class OptionChoiceForm(RouteForm):
    """The option taken forward, and by which routes and law."""

    option = forms.TypedChoiceField(
        label="Which option do you choose?",
        coerce=int,
        widget=Radios,
        error_messages={"required": "Select the option that you choose", "invalid_choice": "Select an option"},
    )
    reason = forms.CharField(
        label="Why this one?",
        help_text="In one sentence: the decision report says it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in one sentence why you choose it"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    details_version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("option", "reason")

    def __init__(self, data: Any = None, *, records: AppraisalRecords, **kwargs: Any) -> None:
        cycle, appraisal = records.cycle, records.appraisal
        self.records = records
        initial = {
            "option": appraisal.chosen_id,
            "reason": appraisal.reason,
            "delivery_route": cycle.delivery_route_id,
            "other_routes": cycle.other_routes,
            "legal_regime": cycle.legal_regime_id,
            "regime_route": cycle.regime_route_id,
            "version": appraisal.version,
            "details_version": cycle.details_version,
        }
        super().__init__(data, edition=cycle.edition, initial=initial, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        option: Any = self.fields["option"]
        option.choices = [(row.pk, str(row)) for row in self.records.scored_options]
        route: Any = self.fields["delivery_route"]
        route.required, route.empty_label = True, None
        route.error_messages["required"] = "Select the main way in which it will be delivered"
        # what an edition holds is read once for all pages
        for name, part in (
            ("delivery_route", DeliveryRoute),
            ("legal_regime", LegalRegime),
            ("regime_route", RegimeRoute),
        ):
            if name in self.fields:
                chooser: Any = self.fields[name]
                empty = [] if chooser.empty_label is None else [("", chooser.empty_label)]
                chooser.choices = [*empty, *((row.pk, str(row)) for row in parts_of(self.edition, part))]

    @property
    def route_values(self) -> dict[str, Any]:
        names = ("delivery_route", "other_routes", "legal_regime", "regime_route")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def _rows(
    form: type[RowForm],
    code: str,
    data: Any,
    cycle: Cycle,
    rows: Sequence[StageRecord],
    suggested: Sequence[Mapping[str, Any]],
) -> BaseRows:
    kind: RecordKind = all_kinds()[code]
    known = [
        {name: getattr(row, name) for name in form._meta.fields or ()} | {"pk": row.pk, "version": row.version}
        for row in rows
    ]
    if data is not None:  # the rows that were sent count, whatever the page said about their number
        places = [int(match[1]) for key in data if (match := re.match(rf"{code}-([0-9]{{1,3}})-", key))]
        data = data.copy()
        for count in ("MIN_NUM", "MAX_NUM"):
            data.pop(f"{code}-{count}_FORMS", None)
        data[f"{code}-TOTAL_FORMS"], data[f"{code}-INITIAL_FORMS"] = str(max(places, default=-1) + 1), "0"
    extra = max(BLANK_ROWS, FEWEST_ROWS - len(known) - len(suggested))
    factory: Any = formset_factory(form, formset=BaseRows, extra=extra, max_num=kind.most, absolute_max=kind.most + 20)
    made: BaseRows = factory(
        data, prefix=code, initial=[*known, *suggested], form_kwargs={"kind": kind, "cycle": cycle}
    )
    return made
