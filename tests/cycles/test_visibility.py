"""Who sees which cycles: what somebody may see and what is hidden from them are all there is, and nothing is both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Cover, Specialism
from checklists.services.confirming import ask_confirmation
from cycles.models import Cycle
from cycles.selectors.visibility import (
    involving,
    involving_sql,
    may_see,
    not_visible_to,
    not_visible_to_sql,
    split_by_restriction,
    unrestricted,
    visible_to,
)
from cycles.services.editing import restrict
from demo import play
from tests.approvals.test_deciding import conditional, promise, rule
from tests.council import LARGE, NOW, Council

pytestmark = pytest.mark.usefixtures("time_stands")
TODAY, A_DAY = NOW.date(), timedelta(days=1)


def keys(cycles: Iterable[Cycle]) -> set[int]:
    return {cycle.pk for cycle in cycles}


def test_every_cycle_is_either_seen_or_hidden(bench: Council) -> None:
    secret = bench.cycle(LARGE, restricted=True, team=[bench["member"]])
    row = play.answer(secret.answers.get(question__code="AN-RES-3"), at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    bench.cycle(restricted=True, lead=bench["other"], sponsor=bench["assistant2"])
    bench.cycle(lead=bench["other"], sponsor=bench["assistant2"])
    every = keys(Cycle.objects.all())
    seen_by = {}
    for name in bench.people:
        user = bench[name]
        seen, hidden = keys(visible_to(user, TODAY)), keys(not_visible_to(user, TODAY))
        assert seen | hidden == every, name
        assert not seen & hidden, name
        public, restricted = (keys(part) for part in split_by_restriction(user, TODAY))
        assert public | restricted == seen, name
        assert public in (keys(unrestricted()), set()), name
        assert not public & restricted, name
        if name != "auditor":
            assert keys(involving(user, TODAY).filter(restricted=True)) == restricted, name
        seen_by[name] = secret.pk in seen
    inside = {"lead", "member", "head", "assistant", "assistant2", "director", "adviser", "auditor"}
    assert {name for name, sees in seen_by.items() if sees} == inside


# By relation to a cycle of Place: whether they see it while it is unrestricted, whether they see it while it is
# restricted, and whether they have a part in it that admits.
SEES = {
    "lead": (True, True, True),
    "member": (True, True, True),
    "sponsor": (True, True, True),  # manager of another directorate
    "head": (True, True, True),
    "assistant": (True, True, True),
    "assistant2": (True, True, True),
    "director": (True, True, True),
    "away": (True, True, True),
    "stand_in_today": (True, True, True),
    "stand_in_tomorrow": (True, False, False),
    "stand_in_yesterday": (True, False, False),
    "stand_in_for_gone": (True, False, False),
    "stand_in_without_a_role": (False, False, True),
    "adviser": (True, True, True),
    "adviser2": (True, False, False),  # asked first, and another one since
    "adviser3": (True, False, False),
    "condition_owner": (True, True, True),
    "condition_checker": (True, True, True),
    "auditor": (True, True, False),
    "councillor": (True, False, False),
    "other": (True, False, False),
    "elsewhere": (True, False, False),
    "owner": (True, False, False),
    "admin": (True, False, False),
    "gone": (False, False, False),  # a manager whose account is not active
    "left": (False, False, True),  # on the team, and not active either
    "superuser": (False, False, False),
    "nobody": (False, False, False),
}


def test_who_sees_a_cycle_by_relation(bench: Council) -> None:
    cycle = scene(bench)
    assert seen(bench, cycle) == {name: sees for name, (sees, _, _) in SEES.items()}
    restrict(cycle, restricted=True, reason="Staff are named", actor=bench["lead"], at=NOW)
    assert seen(bench, cycle) == {name: sees for name, (_, sees, _) in SEES.items()}
    parts = {name: involving(bench[name], TODAY).filter(pk=cycle.pk).exists() for name in bench.people}
    assert parts == {name: part for name, (_, _, part) in SEES.items()}


@pytest.mark.parametrize("restricted", [True, False])
def test_written_statements_say_the_same(bench: Council, restricted: bool) -> None:
    restrict(scene(bench), restricted=restricted, reason="Staff are named", actor=bench["lead"], at=NOW)
    bench.cycle(restricted=True, lead=bench["other"], sponsor=bench["assistant2"])
    for name in bench.people:
        user = bench[name]
        hidden = not_visible_to(user, TODAY).order_by("pk").values_list("pk", "service_id")
        assert asked(*not_visible_to_sql(user, TODAY)) == list(hidden), name
        condition, values = involving_sql(user, TODAY)
        own = involving(user, TODAY).order_by("pk").values_list("pk", "service_id")
        assert asked(f"SELECT id, service_id FROM cycles_cycle cycle WHERE {condition}", values) == list(own), name


def test_participants_carry_the_restriction_of_their_cycle(bench: Council) -> None:
    cycle = scene(bench)
    for restricted in (True, False):
        restrict(cycle, restricted=restricted, reason="Staff are named", actor=bench["lead"], at=NOW)
        assert set(cycle.participants.values_list("cycle_restricted", flat=True)) == {restricted}
    secret = bench.cycle(restricted=True, team=[bench["member"]])
    assert set(secret.participants.values_list("cycle_restricted", flat=True)) == {True}


def test_who_stands_in_sees_a_restricted_cycle_on_their_days_alone(bench: Council) -> None:
    cycle = scene(bench)
    restrict(cycle, restricted=True, reason="Staff are named", actor=bench["lead"], at=NOW)
    days = [TODAY + days * A_DAY for days in (-1, 0, 1, 2, 3)]
    for name, expected in (
        ("stand_in_today", [False, True, False, False, False]),
        ("stand_in_tomorrow", [False, False, True, True, False]),
        ("stand_in_yesterday", [True, False, False, False, False]),
    ):
        assert [may_see(bench[name], cycle, day) for day in days] == expected, name


def asked(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return sorted(cursor.fetchall())


def seen(council: Council, cycle: Cycle) -> dict[str, bool]:
    return {name: may_see(council[name], cycle, TODAY) for name in council.people}


def scene(council: Council) -> Cycle:
    """A cycle to which everybody stands as their name says, with an open condition of its Analyse gate."""
    council.manager("sponsor", "Wanda Frost", "assistant_director", "childrens")
    council.manager("away", "Ann Away", "head_of_service")
    council.manager("gone", "Gus Gone", "head_of_service")
    for name in ("condition_owner", "condition_checker", "left"):
        council.add(name, name, {"kind": "commissioner"})
    council.add("adviser3", "Zed Lane", {"kind": "adviser", "specialism": Specialism.objects.get(code="legal")})
    stands_in(council, "stand_in_today", "away", 0, 0)
    stands_in(council, "stand_in_tomorrow", "away", 1, 2)
    stands_in(council, "stand_in_yesterday", "away", -2, -1)
    stands_in(council, "stand_in_for_gone", "gone", 0, 0)
    stands_in(council, "stand_in_without_a_role", "away", 0, 0)
    council["stand_in_without_a_role"].roles.all().delete()
    cycle = council.cycle(LARGE, sponsor=council["sponsor"], team=[council["member"], council["left"]])
    submission = play.put(play.ready(cycle, at=NOW), at=NOW)
    made = promise(council, owner=council["condition_owner"], verifier=council["condition_checker"])
    rule(council, submission, conditional(submission, made), by="assistant")
    row = play.answer(cycle.answers.get(question__code="PL-RES-3"), at=NOW)
    for adviser in ("adviser2", "adviser"):
        ask_confirmation(row, council[adviser], actor=council["lead"], at=NOW)
    for name in ("gone", "left"):
        user = council[name]
        user.is_active = False
        user.save()
    return Cycle.objects.get(pk=cycle.pk)


def stands_in(council: Council, name: str, person: str, first: int, last: int) -> None:
    stand_in = council.add(name, name, {"kind": "commissioner"})
    starts, ends = TODAY + first * A_DAY, TODAY + last * A_DAY
    Cover.objects.create(person=council[person], stand_in=stand_in, starts=starts, ends=ends, created_at=NOW)
