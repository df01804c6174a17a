"""What belongs to a cycle by name: its team, its ambitions, its divisions."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Division, User
from commissioning.prepared import prepared
from cycles.models import Cycle
from cycles.queries.naming import Named, Part, by_kind, part, united
from cycles.queries.once import once
from principles.models import Ambition

BELONGING = "belonging"


@dataclass(frozen=True)
class Belonging:
    """By name; the ambitions in the order of the edition. Of the team nothing but names was read."""

    team: list[User]
    ambitions: list[str]
    divisions: list[str]


def belonging_to(cycle: Cycle) -> Belonging:
    """All three in one statement."""
    return once(cycle, BELONGING, lambda: belonging_in(by_kind(_belonging(cycle.pk))))


@prepared
def _belonging(cycle: int) -> Part:
    return united(belonging_parts(cycle))


def belonging_parts(cycle: int) -> list[Part]:
    """Of a cycle by its number."""
    return [
        part("team", User.objects.filter(cycles_worked_on=cycle), "name"),
        part("ambition", Ambition.objects.filter(cycles=cycle), "name", "position"),
        part("division", Division.objects.filter(cycles=cycle), "name"),
    ]


def belonging_in(found: Named) -> Belonging:
    """What was found of the parts above."""
    return Belonging(
        team=[User(pk=pk, name=name) for _, pk, name, _ in sorted(found["team"], key=lambda row: row[2])],
        ambitions=[name for *_, name, _ in sorted(found["ambition"], key=lambda row: int(row[3]))],
        divisions=sorted(name for *_, name, _ in found["division"]),
    )
