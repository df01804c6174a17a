"""Demand on "Analyse in short": one number for every year, because demand stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict

from cycles.models import Cycle
from cycles.services.changing import Change
from stages.analyse.figure_rows import YearFigure
from stages.analyse.kinds import DEMAND
from stages.analyse.models import DemandMethod, DemandSeries, FigureKind
from stages.analyse.presenters.demand_facts import facts_of
from stages.analyse.projection import LONGEST_HORIZON, WHOLE
from stages.analyse.selectors.demand import commitment_of, series_of
from stages.analyse.services.demand import write_figures
from stages.records.kinds import plain_text
from stages.records.services.tables import RowInput, write_rows
from stages.records.short_fields import SectionFields
from ui.fields import MoneyField
from ui.forms import CouncilForm

SOURCE = "The team’s own figures"
STAYS = "Demand stays as it is today in every year."


class ShortDemandForm(SectionFields, CouncilForm):
    code, title = DEMAND.code, DEMAND.name
    series: DemandSeries | None
    widths: ClassVar[dict[str, int]] = {"unit": 20, "volume": 10, "unit_cost": 10}

    need = forms.CharField(
        label="What people need",
        max_length=80,
        help_text="In a few words, as “home care”: sentences end with it",
    )
    unit = forms.CharField(label="What is counted", max_length=40, help_text="People, hours, places")
    volume = forms.DecimalField(
        label="How many a year",
        max_digits=14,
        decimal_places=2,
        min_value=0,
        help_text="As it is today",
    )
    unit_cost = MoneyField(
        label="Cost of one unit",
        required=False,
        help_text="For people and places that of a year, for hours that of one hour",
    )

    @classmethod
    def of(cls, cycle: Cycle, data: QueryDict | None) -> Self:
        every = series_of(cycle)
        series = every[0] if every else None
        level = level_of(series) if series else None
        if series is None:
            need = str(cycle.service)
            if need[1:2].islower():
                need = need[:1].lower() + need[1:]
            initial: dict[str, Any] = {"need": need, "unit": "people"}
            form = cls(data, rows=[], says=[], initial=initial)
        elif len(every) > 1 or level is None or series.is_draft:
            form = cls(data, rows=every, says=[], note=_sentences(cycle, every), is_closed=True)
        else:
            initial = {"need": series.need, "unit": series.unit, "volume": level, "unit_cost": series.unit_cost}
            says = [
                ("What people need", series.need),
                ("How many a year", f"{plain_text(level)} {series.unit}"),
                ("Cost of one unit", DEMAND.text(series, "unit_cost")),
                ("Assumption", series.assumptions),
            ]
            form = cls(data, rows=every, says=says, initial=initial)
        form.series = series
        return form

    def store(self, change: Change) -> None:
        """A table of one's own by year, until the end of what the cycle commits to."""
        cycle, series, values = change.cycle, self.series, dict(self.typed)
        need, unit, volume = (self.cleaned_data[name] for name in ("need", "unit", "volume"))
        if series is None:
            values = {name: self.cleaned_data[name] for name in self.fields} | {
                "method": DemandMethod.TABLE,
                "first_year": min(change.on.year, cycle.need_by.year),
                "basis": SOURCE,
                "dated": change.on,
                "assumptions": STAYS,
                "is_main": True,
            }
        if series is None or series.name == _name(series.need, series.unit):
            values["name"] = _name(need, unit)
        if values.get("unit_cost") is not None and not (series and series.unit_cost_source):
            values["unit_cost_source"] = SOURCE
        first = series.first_year if series else values["first_year"]
        last = max(commitment_of(cycle).year, first + 1, series.last_year if series else 0)
        values["last_year"] = min(last, first + LONGEST_HORIZON)
        values.pop("volume", None)
        row = RowInput(values, series.pk if series else None, series.version if series else None)
        (record,) = write_rows(change, DEMAND, [row])
        figures = [YearFigure(WHOLE, year, volume, volume, volume) for year in range(first, values["last_year"] + 1)]
        assert isinstance(record, DemandSeries)
        write_figures(change, record, FigureKind.PROJECTION, figures)


def level_of(series: DemandSeries) -> Decimal | None:
    """The one number of all its years; None where it says more."""
    figures = list(series.figures.all())
    numbers: set[Decimal | None] = {number for row in figures for number in (row.low, row.central, row.high)}
    is_table = series.method == DemandMethod.TABLE
    if not is_table or len(numbers) != 1 or any(row.area or row.kind != FigureKind.PROJECTION for row in figures):
        return None
    return numbers.pop()


def _name(need: str, unit: str) -> str:
    """People who need advice; hours of advice."""
    joined = "who need" if DemandSeries(unit=unit).counts_people else "of"
    return f"{unit[:1].upper()}{unit[1:]} {joined} {need}"[:120]


def _sentences(cycle: Cycle, every: Sequence[DemandSeries]) -> str:
    """What the series of the cycle come to."""
    commitment = commitment_of(cycle)
    said = []
    for series in every:
        facts: Any = facts_of(series, commitment)
        if series.is_draft:
            said.append(f"{series.name} is a draft: nobody has confirmed it.")
        else:
            said.append(f"{facts.projected}." if facts else f"{series.name} is not projected. {series.refusal}")
    return " ".join([*said, "The page of needs and demand shows and changes it."])
