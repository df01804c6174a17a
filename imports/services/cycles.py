"""Starting the cycles that agreements of an import need soon: only those that somebody ticks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from calendars.days import ONE_DAY
from contracts.models import Agreement
from contracts.services.replacing import start_cycle_replacing
from cycles.models import Cycle
from cycles.services.starting import NewCycleInput


@dataclass(frozen=True)
class StartCyclesInput:
    """Agreements that cycles are to replace, each with a directorate and an end; `sponsors` by the directorate's id."""

    agreements: Iterable[Agreement]
    lead: User
    sponsors: Mapping[int, User]


def start_cycles(values: StartCyclesInput, *, actor: User, at: datetime) -> list[Cycle]:
    """All of them or none. Raises Refused, or ValidationError."""
    started = []
    with transaction.atomic():
        for agreement in values.agreements:
            if agreement.directorate is None or agreement.current_end is None:
                raise ValidationError(f"{agreement.reference} has no directorate or no end: enter it in the register")
            sponsor = values.sponsors.get(agreement.directorate.pk)
            if sponsor is None:
                raise ValidationError(f"Select who sponsors the cycles of {agreement.directorate}")
            new = NewCycleInput(
                directorate=agreement.directorate,
                purpose=f"Decide and prepare what follows {agreement.reference} {agreement.title}."[:400],
                lead=values.lead,
                sponsor=sponsor,
                need_by=agreement.current_end + ONE_DAY,
                service=agreement.service,
                service_name="" if agreement.service else agreement.title[:200],
                whole_life_value=agreement.value,
                yearly_value=agreement.yearly_value,
            )
            started.append(start_cycle_replacing(new, agreement, actor=actor, at=at))
    return started
