"""Three cycles of one service of which the middle one is restricted; the first and the last are open to everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from approvals.models import Condition, Outcome
from approvals.services.deciding import ConditionInput
from cycles.models import Cycle
from cycles.services.editing import change_people, restrict
from cycles.services.starting import start_next
from demo import play
from tests.council import NOW, Council


@dataclass
class Line:
    first: Cycle
    secret: Cycle
    last: Cycle

    def __post_init__(self) -> None:
        self.first, self.secret, self.last = (
            Cycle.objects.get(pk=cycle.pk) for cycle in (self.first, self.secret, self.last)
        )


def start_line(council: Council) -> Line:
    """All three are live, the secret one in Plan. Tom Baines is on the team of the open ones alone."""
    first = council.cycle_at("plan", team=[council["member"]])
    secret = start_next(first, need_by=date(2030, 4, 1), actor=council["lead"], at=NOW)
    secret = restrict(secret, restricted=True, reason="Staff are named", actor=council["lead"], at=NOW)
    secret = play.pass_gate(secret, at=NOW)
    last = start_next(secret, need_by=date(2032, 4, 1), actor=council["lead"], at=NOW)
    last = restrict(last, restricted=False, reason="Nobody is named", actor=council["lead"], at=NOW)
    for cycle in (first, last):
        name_team(council, cycle, "lead", ["member", "other"])
    return Line(first, secret, last)


def close_secret(council: Council, line: Line, text: str) -> Condition:
    """The secret cycle passes its gates; a condition of its Review, which the member owns, binds the last one."""
    cycle = line.secret
    while cycle.stage != "review":
        cycle = play.pass_gate(cycle, at=NOW)
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    made = ConditionInput(text, council["member"], date(2027, 3, 1), council["head"])
    ruled = replace(play.ruling(submission, Outcome.PASS_WITH_CONDITIONS), conditions=[made])
    play.sign(submission, at=NOW, ruled=ruled)
    line.__post_init__()
    return Condition.objects.get(cycle=line.secret)


def name_team(council: Council, cycle: Cycle, lead: str, team: list[str]) -> Cycle:
    return change_people(
        cycle,
        lead=council[lead],
        sponsor=council["assistant"],
        team=[council[name] for name in team],
        actor=council["director"],
        at=NOW,
        seen_version=Cycle.objects.get(pk=cycle.pk).details_version,
    )
