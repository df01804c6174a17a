"""The sections of "Analyse in short", in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.models import ReplacedAgreement
from cycles.models import Cycle
from stages.analyse.forms.short import ShortDemandForm
from stages.records.short import FormSection, TableSection
from stages.records.short_fields import Values


def known_arrangement(cycle: Cycle) -> Sequence[Values]:
    """The signed agreement of the register that the cycle replaces, with its value a year."""
    replaced = ReplacedAgreement.objects.filter(cycle=cycle, agreement__is_signed=True).select_related("agreement")
    return [{"name": row.agreement.title, "yearly_cost": row.agreement.value_a_year} for row in replaced]


def blank_outcome(cycle: Cycle, records: Sequence[Any]) -> Sequence[Values]:
    """Of the cycle's ambition, where it has one alone."""
    ambitions = cycle.named_ambitions
    return [{"ambition": ambitions[0]} if len(ambitions) == 1 else {}]


SECTIONS = (
    TableSection("findings", "What people need, and what that rests on: one thing a row, with its dated source."),
    TableSection(
        "outcomes", "What will be different for people, and where it stands today: the baseline.", blanks=blank_outcome
    ),
    TableSection(
        "arrangement",
        "What runs today: how much it does in a year and what that costs.",
        known=known_arrangement,
    ),
    FormSection(
        ShortDemandForm,
        "needs",
        "How much is needed in a year. It counts as the same in every year until the end of what you commit to: that "
        "is recorded as an assumption. The full page projects it.",
    ),
    TableSection("partners", "Who else funds or shapes the same outcome, when we asked them, and their reply."),
    TableSection("engagement", "What people said, and what changed because of it."),
)
