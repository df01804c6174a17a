"""What "Plan in short" asks besides its tables: the choice, what pays for it, and the equality screening."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from contracts.financial_years import year_name
from cycles.models import Cycle
from cycles.services.changing import Change
from stages.plan.equality import FULL_TIERS, complete_sentence, gaps, opened_sentence
from stages.plan.forms.equality import ScreeningForm
from stages.plan.models import CostBasis, Effect, EqualityAnalysis, Funding
from stages.plan.presenters.equality import description_of
from stages.plan.selectors.appraisal import appraisal_records
from stages.plan.selectors.costs import cost_book
from stages.plan.selectors.equality import equality_in_short
from stages.plan.services.appraisal import write_choice
from stages.plan.services.equality import write_screening
from stages.plan.whole_life_cost import CENTRAL, NOTHING
from stages.records.kinds import all_kinds
from stages.records.policies import SEALED_AT
from stages.records.selectors.tables import rows_read_once
from stages.records.services.tables import RowInput, write_rows
from stages.records.short_fields import SectionFields
from ui.fields import DayField
from ui.forms import CouncilForm
from ui.lookups import only_row
from ui.widgets import Radios
from ui.wording import day, pounds

ONLY = "only"  # the option that alone is not ruled out, before it has a key


class ShortChoiceForm(SectionFields, CouncilForm):
    code, title = "choice", "Choice"

    option = forms.ChoiceField(label="Which option is taken forward?", required=False, widget=Radios())
    reason = forms.CharField(
        label="Why this one?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In one sentence. Leave it empty where the option says it already: its own reason is taken",
    )

    @classmethod
    def of(cls, cycle: Cycle, data: QueryDict | None) -> Self:
        options = [row for row in rows_read_once(all_kinds()["options"], cycle) if not row.is_draft]
        records = appraisal_records(cycle, options)
        appraisal, chosen, note = records.appraisal, records.chosen, ""
        is_closed = records.asks_for_scores and appraisal.scored_on is None
        if is_closed:
            note = "Every option is scored against criteria before one is chosen: this tier asks for it."
        elif chosen is not None and chosen.is_ruled_out:
            note = f"“{chosen}” was chosen and is ruled out now: choose again."
        says = [("Option taken forward", str(chosen or "")), ("Why", appraisal.reason if chosen else "")]
        return cls(
            data,
            rows=[appraisal] if appraisal.pk else [],
            says=says,
            note=note,
            is_closed=is_closed,
            initial={"option": str(appraisal.chosen_id or ""), "reason": appraisal.reason},
            choices=[(str(row.pk), str(row)) for row in records.scored_options]
            or [(ONLY, "The only one that is not ruled out")],
        )

    def __init__(self, data: QueryDict | None, *, choices: list[tuple[str, str]], **options: Any) -> None:
        self.choices = choices
        super().__init__(data, **options)

    def prepare(self) -> None:
        chooser: Any = self.fields["option"]
        chooser.choices = self.choices if self.initial["option"] else [("", "Not decided yet"), *self.choices]

    def clean(self) -> None:
        if not self.cleaned_data.get("option") and "option" not in self.errors:
            self.add_error("option", "Select the option that is taken forward")

    def store(self, change: Change) -> None:
        kept = {str(row.pk): row for row in appraisal_records(change.cycle).scored_options}
        option = kept.get(self.cleaned_data["option"])
        if self.cleaned_data["option"] == ONLY and len(kept) == 1:
            (option,) = kept.values()
        if option is None:
            raise ValidationError(
                "Rule out all options but one, or select “Not decided yet”, save, and choose between them then."
            )
        write_choice(change, option.pk, self.cleaned_data["reason"] or option.reason, {})


class ShortFundingForm(SectionFields, CouncilForm):
    code, title = "funding", "Funding"

    fund = forms.CharField(
        label="What pays for it",
        required=False,
        max_length=200,
        help_text="The budget line, the grant or the partner that pays for every year without funding so far",
    )
    confirmed_on = DayField(
        label="Finance confirmed the cost on", required=False, help_text="Leave it empty until they have"
    )

    @classmethod
    def of(cls, cycle: Cycle, data: QueryDict | None) -> Self:
        funding = list(Funding.objects.filter(cycle=cycle, is_draft=False))
        basis = only_row(CostBasis.objects.filter(cycle=cycle, is_draft=False))
        says = []
        for fund in dict.fromkeys(row.fund for row in funding):
            rows = [row for row in funding if row.fund == fund]
            years = [year_name(year(row.year for row in rows)) for year in (min, max)]
            amount = pounds(sum((row.amount for row in rows), NOTHING))
            says.append((fund, f"{amount}, {' to '.join(dict.fromkeys(years))}"))
        if basis and basis.confirmed_on:
            says.append(("Finance confirmed", f"{pounds(basis.confirmed_cost)} on {day(basis.confirmed_on)}"))
        return cls(
            data,
            rows=[*funding, *([basis] if basis else [])],
            says=says,
            initial={"confirmed_on": basis.confirmed_on if basis else None},
        )

    def store(self, change: Change) -> None:
        """Pay for what no year has yet, and confirm what the option costs now."""
        book, kinds = cost_book(change.cycle), all_kinds()
        cost = book.considered[0].cost if len(book.considered) == 1 else None
        if cost is None or cost.cash is None:
            raise ValidationError("Enter what the option costs first, and choose one or rule out the others.")
        if self.typed.get("fund"):
            short = book.considered[0].short_years
            if not short:
                raise ValidationError("Every year is funded already. Change its funding on the full page.")
            fund = self.cleaned_data["fund"]
            rows = [RowInput({"year": each.year, "fund": fund, "amount": each.short}) for each in short]
            write_rows(change, kinds["funding"], rows)
        if "confirmed_on" in self.typed:
            on = self.cleaned_data["confirmed_on"]
            values = {"confirmed_on": on, "confirmed_cost": cost.cash[CENTRAL] if on else None}
            if book.basis is None:
                values["price_base_year"] = book.assumptions.base_year
            write_rows(change, kinds["cost-basis"], [RowInput(values, book.basis.pk if book.basis else None)])


class ShortScreeningForm(SectionFields, ScreeningForm):
    code, title = "equality", "Equality screening"
    read_with_cycle = ("equality_analysis",)

    @classmethod
    def of(cls, cycle: Cycle, data: QueryDict | None) -> Self:
        work, note = equality_in_short(cycle), ""
        analysis = work.analysis if work else EqualityAnalysis(proposal=cycle.purpose)
        is_closed = cycle.tier in FULL_TIERS or bool(work and not analysis.is_screening)
        if work is not None:
            content = work.content
            if content["completed_on"]:
                note = complete_sentence(content)
            elif is_closed:
                note = opened_sentence(content)[1]
            else:
                note = " ".join(["It is not complete yet.", *(gap.sentence for gap in gaps(content))])
        elif is_closed:
            note = "This tier needs a full equality analysis, which has not begun."
        if cycle.sealed_at is not None and cycle.stage in SEALED_AT["analyse"]:
            is_closed = True  # it went with the pack of the gate that waits
            note = f"{note} It can be changed again once the gate that waits is decided.".lstrip()
        return cls(
            data,
            rows=[analysis] if work else [],
            says=[(label, text) for _, label, text in description_of(work.content)] if work else [],
            note=note,
            is_closed=is_closed,
            instance=analysis,
            cycle=cycle,
        )

    def prepare(self) -> None:
        self.fields["needs_full"].help_text = "Where no group is affected differently, it is not: leave it empty"

    def clean(self) -> dict[str, Any]:
        """Where no group is affected differently, no full analysis is needed."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("affects") == Effect.NO and values.get("needs_full") is None:
            values["needs_full"] = False
        return values

    def store(self, change: Change) -> None:
        """What the cycle says of the proposal is written with a new one, and the answer that follows from another."""
        names = self.fields if self.shown.pk is None else {*self.changed_data, "needs_full"}
        write_screening(change, {name: self.cleaned_data[name] for name in names})
