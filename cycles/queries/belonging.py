"""What belongs to a cycle by name: its team, its ambitions, its divisions."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from cycles.models import Cycle
from cycles.queries.naming import Named, Part, part, read
from cycles.queries.once import once

BELONGING = "belonging"


@dataclass(frozen=True)
class Belonging:
    """By name; the ambitions in the order of the edition. Of the team nothing but names was read."""

    team: list[User]
    ambitions: list[str]
    divisions: list[str]


def belonging_to(cycle: Cycle) -> Belonging:
    """All three in one statement."""
    return once(cycle, BELONGING, lambda: belonging_in(read(belonging_parts(cycle))))


def belonging_parts(cycle: Cycle) -> list[Part]:
    return [
        part("team", cycle.team, "name"),
        part("ambition", cycle.ambitions, "name", "position"),
        part("division", cycle.divisions, "name"),
    ]


def belonging_in(found: Named) -> Belonging:
    """What was found of the parts above."""
    return Belonging(
        team=[User(pk=pk, name=name) for _, pk, name, _ in sorted(found["team"], key=lambda row: row[2])],
        ambitions=[name for *_, name, _ in sorted(found["ambition"], key=lambda row: int(row[3]))],
        divisions=sorted(name for *_, name, _ in found["division"]),
    )
