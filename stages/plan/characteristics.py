"""The characteristics of the equality duty, as the edition of a cycle names them, and the table of mitigations."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify

from cycles.models import Cycle
from principles.edition_cache import parts_of
from principles.models import Duty, Edition, Stage
from stages.plan.models import Mitigation
from stages.records.kinds import Choices, RecordKind

EQUALITY_DUTY = "PSED"


@dataclass(frozen=True)
class Characteristic:
    code: str
    name: str
    is_local: bool  # the council considers it too; it is not on the law's list

    @property
    def heading(self) -> str:
        return self.name[:1].upper() + self.name[1:]


def equality_duty(edition: Edition) -> Duty | None:
    """The public sector equality duty of the edition: from its cache, without a query."""
    return next((duty for duty in parts_of(edition, Duty) if duty.code == EQUALITY_DUTY), None)


def characteristics_of(edition: Edition) -> list[Characteristic]:
    """Those of the law, then those that the council adds."""
    duty = equality_duty(edition)
    if duty is None:
        return []
    named = [(name, False) for name in duty.characteristics] + [(name, True) for name in duty.local_additions]
    return [Characteristic(slugify(name), name, is_local) for name, is_local in named]


def characteristic_choices(cycle: Cycle) -> Choices:
    """Those that the council adds are told apart from the law's."""
    return [
        (row.code, f"{row.heading} (not the law’s list)" if row.is_local else row.heading)
        for row in characteristics_of(cycle.edition)
    ]


# Not in settings.STAGE_TABLES: its pages, and how it is sealed, are those of the equality analysis.
MITIGATIONS = RecordKind(
    code="mitigations",
    stage=Stage.PLAN,
    model=Mitigation,
    name="Mitigations",
    singular="mitigation",
    lead="What is done so that the proposal harms a group less, by whom and by when.",
    fields=("action", "characteristics", "owner", "due"),
    columns=("action", "characteristics", "owner", "due"),
    title="action",
    choices={"characteristics": characteristic_choices},
    most=60,
)
