"""Reading the options appraisal of a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cycles.models import Cycle
from stages.plan.models import Appraisal, Criterion, Option, OptionScore
from stages.plan.ranking import ScoreMatrix, cost_scores
from stages.plan.selectors.costs import SCENARIOS, whole_life_costs
from ui.lookups import only_row

CENTRAL = "central"
SMALL = "S"  # the tier of which no scores are asked


@dataclass(frozen=True)
class AppraisalRecords:
    """All that is recorded of it; drafts count for nothing. `appraisal` is not stored until criteria are locked.

    Criteria, scores and costs are read where a page needs them.
    """

    cycle: Cycle
    options: Sequence[Option]  # those ruled out too
    appraisal: Appraisal

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        return list(Criterion.objects.filter(cycle=self.cycle, is_draft=False))

    @cached_property
    def scores(self) -> Mapping[tuple[int, int], int]:
        """By option and criterion."""
        rows = OptionScore.objects.filter(option__cycle=self.cycle)
        return {(row.option_id, row.criterion_id): row.score for row in rows}

    @cached_property
    def costs(self) -> Mapping[int, Mapping[str, Decimal]]:
        """Whole life, by option and scenario: several queries."""
        return whole_life_costs(self.cycle)

    @cached_property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.pk == self.appraisal.chosen_id), None)

    @property
    def is_scored(self) -> bool:
        """Whether the criteria are locked and every option is scored against each."""
        is_locked = self.appraisal.locked_at is not None
        return is_locked and bool(self.scored_options) and bool(self.criteria) and not self.missing

    @cached_property
    def scored_options(self) -> list[Option]:
        """Those that are kept for scoring."""
        return [option for option in self.options if not option.is_ruled_out]

    @cached_property
    def typed_criteria(self) -> list[Criterion]:
        return [criterion for criterion in self.criteria if not criterion.is_from_cost]

    @cached_property
    def cost_criterion(self) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.is_from_cost), None)

    @cached_property
    def missing(self) -> list[tuple[Option, Criterion]]:
        """What is not scored yet."""
        return [
            (option, criterion)
            for option in self.scored_options
            for criterion in self.typed_criteria
            if (option.pk, criterion.pk) not in self.scores
        ]

    @property
    def asks_for_scores(self) -> bool:
        return self.cycle.tier != SMALL

    @cached_property
    def matrix(self) -> ScoreMatrix | None:
        """None until everything is scored."""
        if not self.is_scored:
            return None
        weights = {criterion.pk: Decimal(criterion.weight) for criterion in self.criteria}
        from_cost = cost_scores({option.pk: option for option in self.scored_options}, self.costs_in(CENTRAL))
        return ScoreMatrix(
            weights,
            {
                option.pk: {
                    criterion.pk: from_cost[option.pk]
                    if criterion.is_from_cost
                    else Decimal(self.scores[option.pk, criterion.pk])
                    for criterion in self.criteria
                }
                for option in self.scored_options
            },
        )

    def costs_in(self, scenario: str) -> dict[int, Decimal]:
        """Of the options that are scored, by option."""
        kept = {option.pk for option in self.scored_options}
        return {pk: found[scenario] for pk, found in self.costs.items() if pk in kept and scenario in found}

    @cached_property
    def costs_by_scenario(self) -> dict[str, dict[int, Decimal]]:
        """The scenarios in which a cost is known."""
        found = {scenario: self.costs_in(scenario) for scenario in SCENARIOS}
        return {scenario: costs for scenario, costs in found.items() if costs}


def appraisal_records(cycle: Cycle, options: Sequence[Option] | None = None) -> AppraisalRecords:
    """Two queries; one with the confirmed `options` that the page has read already."""
    appraisal = only_row(Appraisal.objects.filter(cycle=cycle))
    if options is None:
        options = list(Option.objects.filter(cycle=cycle, is_draft=False))
    return AppraisalRecords(cycle, options, appraisal or Appraisal(cycle=cycle))
