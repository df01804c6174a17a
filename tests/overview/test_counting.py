"""The figures of the frame: as many gates as the rule lets somebody sign, and a page asks little for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Cover, Grade, Role, User
from approvals.models import Submission
from approvals.selectors.signing import signers_of
from commissioning.context_processors import waiting_counts
from cycles.models import Cycle
from demo import play
from tests.approvals.signers import renew
from tests.council import COMPLEX, LARGE, MEDIUM, NOW, SMALL, Council
from tests.overview.conftest import SignedIn

TODAY = NOW.date()


def covers(council: Council, person: str, stand_in: str) -> None:
    Cover.objects.create(person=council[person], stand_in=council[stand_in], starts=TODAY, ends=TODAY, created_at=NOW)


def leaves(council: Council, *names: str) -> None:
    User.objects.filter(pk__in=[council[name].pk for name in names]).update(is_active=False)


def becomes(council: Council, name: str, grade: str) -> None:
    Role.objects.create(user=council[name], kind="manager", grade=grade, directorate=council.place)


def leads(council: Council, name: str) -> None:
    """Who was involved when it was submitted may not decide, whoever leads it by now."""
    for cycle in Cycle.objects.all():
        submission = cycle.submissions.get(state="pending")
        submission.involved.get_or_create(user=council[name], because="wrote the answer")


def only_one_above(council: Council) -> None:
    """The director alone holds both grades of a route, so that only the roster tells who must keep which."""
    becomes(council, "director", Grade.ASSISTANT_DIRECTOR)
    leaves(council, "assistant2")


SCENES: dict[str, Callable[[Council], object]] = {
    "as they are": lambda council: None,
    "a head on leave": lambda council: covers(council, "head", "other"),
    "covered by somebody above": lambda council: covers(council, "head", "director"),
    "covered by who leads": lambda council: covers(council, "assistant", "lead"),
    "a head left": lambda council: leaves(council, "head"),
    "all assistants left": lambda council: leaves(council, "assistant", "assistant2"),
    "a head who may not": lambda council: leads(council, "head"),
    "an assistant who may not": lambda council: leads(council, "assistant"),
    "one with two grades": lambda council: becomes(council, "assistant", Grade.EXECUTIVE_DIRECTOR),
    "one alone with two grades": only_one_above,
    "nobody above": lambda council: leaves(council, "director"),
}


@pytest.fixture(scope="module")
def gates(founded: Council) -> Council:
    """A gate of every length waits, one of them for its second signature."""
    cycles = [founded.cycle(value, service_name=f"For £{value}") for value in (SMALL, MEDIUM, LARGE, COMPLEX)]
    for cycle in cycles:
        play.put(play.ready(cycle, at=NOW), at=NOW)
    begun = founded.cycle(COMPLEX, service_name="Begun")
    play.sign(play.put(play.ready(begun, at=NOW), at=NOW), at=NOW)
    return founded


@pytest.mark.parametrize("scene", SCENES)
def test_everybody_is_told_as_many_gates_as_they_can_sign(gates: Council, db: None, scene: str) -> None:
    council = Council(dict(gates.people))
    SCENES[scene](council)
    renew()
    told = {name: waiting_counts(council[name]).gates for name in council.people}
    signers = [{signer.user for signer in signers_of(row, TODAY)} for row in Submission.objects.all()]
    can = {name: sum(council[name] in each for each in signers) for name in council.people}
    assert told == can
    assert any(can.values())


@pytest.mark.parametrize(("name", "statements"), [("councillor", 3), ("lead", 3), ("assistant", 3), ("auditor", 3)])
def test_the_frame_takes_three_statements(
    gates: Council,
    db: None,
    name: str,
    statements: int,
    as_: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Session; who asks, with their roles; what is unread and what waits for them."""
    client = as_(name)
    client.get("/help/")
    with django_assert_num_queries(statements):
        client.get("/help/")
