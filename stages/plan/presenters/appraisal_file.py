"""The scores of the options as a table for a file: criteria as rows, options as columns, totals and costs below."""

from __future__ import annotations

from exports.tables import Cell, ColumnKind, ExportColumn, ExportTable, Row
from stages.plan.presenters.appraisal import result_of
from stages.plan.selectors.appraisal import CENTRAL, AppraisalRecords


def appraisal_table(records: AppraisalRecords) -> ExportTable:
    """What is scored so far, and the ranking once everything is."""
    options, result = records.scored_options, result_of(records)
    columns = [ExportColumn("criterion", "Criterion"), ExportColumn("weight", "Weight in %", ColumnKind.NUMBER)]
    columns += [ExportColumn(f"option-{option.pk}", str(option), ColumnKind.MONEY) for option in options]
    rows: list[Row] = []
    for criterion in records.criteria:
        scores: list[Cell] = [records.scores.get((option.pk, criterion.pk)) for option in options]
        if records.matrix is not None:
            scores = [records.matrix.scores[option.pk][criterion.pk] for option in options]
        rows.append([str(criterion), criterion.weight, *scores])
    if records.matrix is not None:
        totals = records.matrix.totals
        rows.append(["Score out of 100", None, *(totals[option.pk] for option in options)])
    costs = records.costs_in(CENTRAL)
    rows.append(["Whole-life cost (£, central demand)", None, *(costs.get(option.pk) for option in options)])
    facts = [(f"Ruled out: {option}", option.reason) for option in records.options if option.is_ruled_out]
    if result:
        facts += [("Result", result.first), ("Sensitivity", result.turning), ("Cost", result.cost_sentence)]
    if records.chosen:
        facts.append(("Chosen", f"{records.chosen}: {records.appraisal.reason}"))
    reference = records.cycle.reference
    return ExportTable(
        title="Options appraisal",
        query=f"cycle={reference}",
        filters=[("Cycle", str(records.cycle)), *facts],
        columns=columns,
        find=lambda: range(len(rows)),
        read=lambda keys: [rows[key] for key in keys],
        hidden=dict,
    )
