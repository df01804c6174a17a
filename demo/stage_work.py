"""What the demo council's cycles hold in Analyse and Plan, from stage_work.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from accounts.models import User
from approvals.packs import digest
from cycles.models import Cycle, CycleStage
from demo.clock import day_of
from principles.models import Ambition
from stages.analyse.figure_rows import YearFigure
from stages.analyse.models import DemandSeries, FigureKind
from stages.analyse.services.demand import add_series, enter_figures
from stages.plan.characteristics import MITIGATIONS, characteristics_of
from stages.plan.models import Appraisal, Criterion, EqualityAnalysis, Option
from stages.plan.selectors.equality import assessment_content
from stages.plan.services.appraisal import ScoresInput, save_criteria, save_scores
from stages.plan.services.equality import (
    AssessmentInput,
    complete_analysis,
    save_assessments,
    save_description,
    save_mitigations,
)
from stages.records.kinds import RecordKind, all_kinds, is_person
from stages.records.services.tables import RowInput, change_table

SCRIPT = Path(__file__).parent / "stage_work.yaml"
Script = Mapping[str, Any]
People = Mapping[str, User]


@cache
def stage_work() -> Script:
    """By cycle and stage, the rows of each table; beside them demand, appraisal and equality analysis."""
    loaded: Script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    return loaded


def fill_tables(cycle: Cycle, people: People, today: date, at: datetime) -> None:
    """Enter what the script has for the stage that the cycle is in, where its tables are empty still."""
    work = stage_work().get(f"{cycle.service}, cycle {cycle.number}", {})
    for code, rows in work.get(cycle.stage, {}).items():
        kind = all_kinds()[code]
        if kind.model._default_manager.filter(cycle=cycle, is_draft=False).exists():
            continue
        inputs = [RowInput(values_of(kind, cycle, row, people, today)) for row in rows]
        change_table(cycle, kind, inputs, actor=cycle.lead, at=at)
    if cycle.stage == CycleStage.ANALYSE and "demand" in work:
        project_demand(cycle, work["demand"], at)
    if cycle.stage == CycleStage.PLAN and "appraisal" in work:
        appraise(cycle, work["appraisal"], today, at)
    if cycle.stage == CycleStage.PLAN and "equality" in work:
        analyse_equality(cycle, work["equality"], people, today, at)


def project_demand(cycle: Cycle, script: Script, at: datetime) -> None:
    """A series by rates on the county's population, with its districts."""
    texts = dict.fromkeys(("flat_level", "basis", "assumptions", "unit_cost_source"), "")
    values = {
        name: Decimal(str(value)) if isinstance(value, float) else value for name, value in script["values"].items()
    }
    series = add_series(cycle, texts | values | {"unit_cost": Decimal(values["unit_cost"])}, actor=cycle.lead, at=at)
    figures = [YearFigure("", year, None, Decimal(number), None) for year, number in script["population"].items()]
    figures += [YearFigure(area, 2024, None, Decimal(number), None) for area, number in script["districts"].items()]
    series = DemandSeries.objects.get(pk=series.pk)
    kind = FigureKind.POPULATION
    enter_figures(series, kind, figures, seen_version=series.version, actor=cycle.lead, at=at)


def appraise(cycle: Cycle, script: Script, today: date, at: datetime) -> None:
    """Criteria locked, then scores; which option is chosen stays open."""
    if Criterion.objects.filter(cycle=cycle).exists():
        return
    kind = all_kinds()["criteria"]
    rows = [RowInput({"means_none": "", "means_full": "", **row}) for row in script["criteria"]]
    change_table(cycle, kind, rows, actor=cycle.lead, at=at)
    save_criteria(cycle, [], lock=True, actor=cycle.lead, at=at)
    scored = [row.pk for row in Criterion.objects.filter(cycle=cycle, is_from_cost=False)]
    options = {str(row): row.pk for row in Option.objects.filter(cycle=cycle)}
    scores = {
        (options[name], criterion): score
        for name, values in script["scores"].items()
        for criterion, score in zip(scored, values, strict=True)
    }
    on = min(day_of(script["scored_on"], today), at.date())
    version = Appraisal.objects.get(cycle=cycle).version
    save_scores(cycle, ScoresInput(scores, on, script["scorers"], version), actor=cycle.lead, at=at)


def analyse_equality(cycle: Cycle, script: Script, people: People, today: date, at: datetime) -> None:
    """A complete analysis: harm to some groups, a mitigation for it, no difference for the others."""
    if EqualityAnalysis.objects.filter(cycle=cycle).exists():
        return
    save_description(cycle, script["about"], is_screening=False, actor=cycle.lead, at=at)
    analysis = EqualityAnalysis.objects.get(cycle=cycle)
    none = {"impact": "none", "why": ""}
    rows = []
    for characteristic in characteristics_of(cycle.edition):
        harm = script["harm"].get(characteristic.code)
        advance = {"impact": "negative", "why": harm} if harm else none
        impacts = {"eliminate": none, "advance": advance, "foster": none}
        stored = analysis.assessments.filter(characteristic=characteristic.code).first()
        seen = digest(assessment_content(cycle, characteristic.code, stored))
        rows.append(AssessmentInput(characteristic.code, script["evidence"], "", impacts, seen))
    save_assessments(cycle, rows, actor=cycle.lead, at=at)
    inputs = [RowInput(values_of(MITIGATIONS, cycle, row, people, today)) for row in script["mitigations"]]
    save_mitigations(cycle, inputs, actor=cycle.lead, at=at)
    version = EqualityAnalysis.objects.get(cycle=cycle).version
    complete_analysis(cycle, script["conclusion"], actor=cycle.lead, at=at, seen_version=version)


def values_of(kind: RecordKind, cycle: Cycle, row: Script, people: People, today: date) -> dict[str, Any]:
    """A row of the script as the service takes it: people by their keys, ambitions by codes, days as `day_of` reads."""
    return {name: _value(kind.column(name), cycle, value, people, today) for name, value in row.items()}


def _value(column: models.Field[Any, Any], cycle: Cycle, value: Any, people: People, today: date) -> Any:
    if is_person(column):
        return people[value]
    if column.related_model is Ambition:
        return Ambition.objects.get(edition=cycle.edition, code=value)
    if column.related_model:
        return next(row for row in column.related_model._default_manager.filter(cycle=cycle) if str(row) == value)
    if isinstance(column, models.DateField):
        return day_of(value, today)
    return Decimal(str(value)) if isinstance(column, models.DecimalField) else value
