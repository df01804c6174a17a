"""A prepared statement finds what the same queryset finds, for whatever values, and is put together once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import pytest
from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Grade, Role, User
from commissioning.prepared import NotPrepared, _statement, known, prepared
from tests.council import Council

pytestmark = pytest.mark.django_db
built: list[str] = []


@prepared
def _roles(kind: str, people: Collection[int]) -> QuerySet[Role]:
    built.append("roles")
    found = Role.objects.filter(Q(kind=kind) | Q(grade=kind), user__in=people).select_related("user", "directorate")
    return found.order_by("user", "pk")


@prepared
def _heads(directorate: int, *, counted: bool) -> QuerySet[Role, tuple[str, int]]:
    rows = Role.objects.filter(directorate=directorate, grade=Grade.HEAD_OF_SERVICE)
    told = rows.order_by().values_list(Value("heads"))
    return told.annotate(Count("pk")) if counted else told.annotate(number=Value(0))


@pytest.fixture
def people(council: Council) -> list[int]:
    return [user.pk for user in council.people.values()]


def test_rows_are_those_of_the_queryset(people: list[int], council: Council) -> None:
    for kind in ("manager", "commissioner", "nothing", Grade.HEAD_OF_SERVICE):
        for some in (people, people[:3], people[3:6], [], tuple(people[:1])):
            plain = _roles.__wrapped__(kind, some)  # type: ignore[attr-defined]
            found = _roles(kind, some)
            assert [(row.pk, row.user, row.directorate) for row in found] == [
                (row.pk, row.user, row.directorate) for row in plain
            ]
    place = council.place.pk
    assert _heads(place, counted=True) == [("heads", 1)]
    assert _heads(place + 1_000, counted=True) == [("heads", 0)]
    assert _heads(place, counted=False) == [("heads", 0)]


def test_is_put_together_once_for_each_number_of_values(people: list[int]) -> None:
    _statement.cache_clear()
    built.clear()
    for kind in ("manager", "commissioner"):
        _roles(kind, people[:2])
    first = len(built)
    _roles("manager", people[2:4])
    assert len(built) == first
    _roles("manager", people[:3])
    assert len(built) == first + 1


def test_related_rows_come_with_it_and_are_asked_for_no_more(
    people: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _roles("manager", people)
    with django_assert_num_queries(1):
        assert all(row.user.name for row in _roles("manager", people))


def test_days_are_values_too(council: Council) -> None:
    @prepared
    def covers(on: date) -> QuerySet[User]:
        return User.objects.filter(Q(cover_given__starts__lte=on) | Q(joined_at__date__lte=on))

    today = timezone.localdate()
    assert len(covers(today)) == len(council.people)
    assert covers(date(1999, 1, 1)) == []


def test_more_than_asking_for_a_value_is_refused(council: Council) -> None:
    @prepared
    def within(text: str) -> QuerySet[User]:
        return User.objects.filter(name__contains=text)

    @prepared
    def first(number: int) -> QuerySet[User]:
        return User.objects.all()[:number]

    @prepared
    def odd(number: int) -> QuerySet[User]:
        return User.objects.filter(pk=number + 1)

    asked: list[Callable[[], object]] = [lambda: within("Grace"), lambda: first(3), lambda: odd(4)]
    for ask in asked:
        with pytest.raises(NotPrepared, match="does more with its values"):
            ask()


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    @prepared
    def nobody(number: int) -> QuerySet[User]:
        return User.objects.none().filter(pk=number)

    with django_assert_num_queries(0):
        assert nobody(3) == []


def test_known_rows_are_as_if_prefetched(council: Council, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    head = council["head"]
    roles = list(Role.objects.filter(user=head))
    known(head, "roles", roles)
    with django_assert_num_queries(0):
        assert list(head.roles.all()) == roles
        assert roles[0].user is head
    assert head.roles.filter(pk=0).count() == 0
    head.roles.create(kind="commissioner")
    assert head.roles.count() == len(roles) + 1
