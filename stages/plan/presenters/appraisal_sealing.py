"""What a pack seals of the options appraisal besides its tables: scores, ranking, how firm it is, the choice."""

from __future__ import annotations

from collections.abc import Iterator

from approvals.packs import SealedTable
from cycles.models import Cycle
from principles.models import Stage
from stages.plan.presenters.appraisal import result_of
from stages.plan.selectors.appraisal import appraisal_records
from ui.wording import day


def appraisal_tables(cycle: Cycle, stage: str) -> Iterator[SealedTable]:
    if stage != Stage.PLAN:
        return
    records = appraisal_records(cycle)
    appraisal, result = records.appraisal, result_of(records)
    if result:
        columns = ["Option", *(str(criterion) for criterion in records.criteria), "Score out of 100", "Place"]
        scores = dict(zip(records.scored_options, zip(*(row for _, row in result.cells), strict=True), strict=True))
        rows = [
            (str(row.option.pk), [str(row.option), *(text for _, text in scores[row.option]), row.total, row.place])
            for row in result.by_number
        ]
        sentences = [result.first, result.turning, result.cost_sentence, *result.flips]
        if appraisal.scored_on:
            sentences.append(f"Scored on {day(appraisal.scored_on)}. In the room: {appraisal.scorers}.")
        yield SealedTable("option-scores", "Scores of the options", columns, rows, sentences)
    if chosen := records.chosen:
        row = (str(chosen.pk), [str(chosen), appraisal.reason])
        yield SealedTable("option-choice", "Option chosen", ["Option", "Why this one"], [row])
