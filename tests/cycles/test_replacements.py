"""Who is asked in place of somebody who has left: one table, read the same way for one cycle and for one person."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import forget_roles
from cycles.models import Cycle
from cycles.selectors.replacements import active_managers, holder_or_replacements, leaderless_cycles, replacements
from tests.council import Council

# who has left, who may not be asked, and who is asked for a thing of `member`
CASES = [
    ("member", "", ["lead"]),
    ("member", "lead", ["assistant"]),
    ("member lead", "", ["assistant"]),
    ("member lead assistant", "", ["head"]),
    ("member lead assistant head", "", ["assistant2"]),
    ("member lead assistant", "head", ["assistant2"]),
    ("member lead assistant head assistant2", "", ["director"]),
    ("member lead assistant head assistant2 director", "", []),
    ("", "", ["member"]),
]


def leave(council: Council, names: str) -> None:
    User.objects.filter(pk__in=[council[name].pk for name in names.split()]).update(is_active=False)


def names(council: Council, people: list[User]) -> list[str]:
    short = {user.pk: name for name, user in council.people.items()}
    return [short[person.pk] for person in people]


@pytest.mark.parametrize(("left", "barred", "asked"), CASES)
def test_who_is_asked(bench: Council, left: str, barred: str, asked: list[str]) -> None:
    cycle = bench.cycle()
    leave(bench, left)
    fresh = Cycle.objects.get(pk=cycle.pk)
    but_not = [bench[barred].pk] if barred else []
    people = holder_or_replacements(bench["member"], fresh, but_not=but_not)
    assert names(bench, people) == asked
    if not bench["member"].is_active:
        assert replacements(fresh, active_managers(), but_not) == people


def test_managers_alone_are_asked_for_what_they_alone_hand_over(bench: Council) -> None:
    cycle = bench.cycle()
    leave(bench, "member")
    assert names(bench, holder_or_replacements(bench["member"], cycle, by_managers=True)) == ["assistant"]
    but_not = [bench["assistant"].pk]
    assert names(bench, holder_or_replacements(bench["member"], cycle, but_not=but_not, by_managers=True)) == ["head"]


def test_a_sponsor_who_manages_the_directorate_no_more_is_not_asked(bench: Council) -> None:
    cycle = bench.cycle()
    leave(bench, "member lead")
    bench["assistant"].roles.update(directorate=bench["elsewhere"].roles.get().directorate)
    cycle = Cycle.objects.get(pk=cycle.pk)
    assert names(bench, holder_or_replacements(bench["member"], cycle)) == ["head"]
    found = {name for name in ("assistant", "head", "assistant2") if cycle in leaderless_cycles(bench[name])}
    assert found == {"head"}


@pytest.mark.parametrize(
    ("left", "sees"),
    [
        ("", set()),
        ("lead", {"assistant"}),
        ("lead assistant", {"head"}),
        ("lead assistant head", {"assistant2"}),
        ("lead assistant head assistant2", {"director"}),
    ],
)
def test_a_person_is_asked_for_the_same_leaderless_cycles(bench: Council, left: str, sees: set[str]) -> None:
    cycle = bench.cycle()
    leave(bench, left)
    found = set()
    for name in ("assistant", "assistant2", "head", "director", "elsewhere", "member", "auditor"):
        user = bench[name]
        forget_roles(user)
        if cycle in leaderless_cycles(user):
            found.add(name)
    assert found == sees
