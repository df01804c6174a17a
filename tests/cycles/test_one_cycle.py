"""One whole cycle by a written statement, and rows that are made at once, hold what Django's own would."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init, pre_init
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from checklists.models import Answer
from checklists.selectors.answers import answers_of_gates_sql, of_gates
from cycles.models import Cycle
from cycles.selectors.one_cycle import SHOWN, cycle_named, lock_cycle
from stages.plan.models import EqualityAnalysis
from tests.council import LARGE, NOW, Council
from ui.fast_loading import FastLoadingModel


def columns(row: Model | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def cycle(bench: Council) -> Cycle:
    """One whose columns have values of every type."""
    cycle = bench.cycle(LARGE)
    values = {"whole_life_value": Decimal("1234.50"), "other_routes": ["grant"], "tier_flags": ["tupe"]}
    Cycle.objects.filter(pk=cycle.pk).update(**values, published={"analyse": NOW.isoformat()}, sealed_at=None)
    return cycle


def test_a_named_cycle_is_what_a_queryset_reads(
    cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    also = ("sponsor", "contract_manager", "successor")
    expected = Cycle.objects.select_related(*SHOWN, *also).get(pk=cycle.pk)
    with django_assert_num_queries(1):
        found = cycle_named(cycle.reference, *also)
        assert found
        assert columns(found) == columns(expected)
        for name in (*SHOWN, "sponsor"):
            assert columns(getattr(found, name)) == columns(getattr(expected, name))
        assert found.contract_manager is None
        assert not hasattr(found, "successor")
    assert (found._state.adding, found._state.db) == (False, "default")
    found.purpose = "Saved as any other"
    found.save(update_fields=["purpose"])
    assert Cycle.objects.get(pk=cycle.pk).purpose == "Saved as any other"


def test_a_locked_cycle_has_the_one_after_it(bench: Council, cycle: Cycle) -> None:
    after = bench.cycle()
    Cycle.objects.filter(pk=after.pk).update(previous=cycle.pk)
    found = lock_cycle(cycle.pk)
    assert columns(found.successor) == columns(Cycle.objects.get(pk=after.pk))
    assert found.successor.previous is found


def test_what_a_later_app_ties_to_a_cycle_is_read_with_it(
    cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert not hasattr(cycle_named(cycle.reference, "equality_analysis"), "equality_analysis")
    analysis = EqualityAnalysis.objects.create(cycle=cycle, changed_by=cycle.lead, changed_at=NOW)
    with django_assert_num_queries(1):
        found = cycle_named(cycle.reference, "equality_analysis")
        assert found
        assert columns(found.equality_analysis) == columns(analysis)


def test_a_cycle_that_is_not_there(bench: Council) -> None:
    assert cycle_named("C-9999") is None
    with pytest.raises(Cycle.DoesNotExist):
        lock_cycle(0)


def test_columns_that_were_left_out_are_read_when_asked_for(
    bench: Council, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = bench["lead"]
    person = User.objects.only("name").get(pk=lead.pk)
    assert person.get_deferred_fields() == {field.attname for field in User._meta.concrete_fields} - {"id", "name"}
    with django_assert_num_queries(1):
        assert person.email == lead.email


def test_nothing_waits_for_rows_that_are_made_at_once() -> None:
    """What would not run for a row that was read: an `__init__` of the model's own, and who listens for new objects."""
    models = [model for model in apps.get_models() if issubclass(model, FastLoadingModel)]
    assert Cycle in models
    for model in models:
        assert model.__init__ is Model.__init__
        assert not pre_init.has_listeners(model) and not post_init.has_listeners(model)


def test_what_gates_ask_is_the_same_in_both_forms(bench: Council, cycle: Cycle) -> None:
    other = bench.cycle()
    row = other.answers.first()
    assert row
    Answer.objects.filter(pk=row.pk).update(set_aside_because="Does not apply any more")
    gates = [(cycle, "analyse"), (other, "analyse"), (cycle, "plan")]
    for mandatory in (False, True):
        sql, values = answers_of_gates_sql(gates, "id", mandatory=mandatory)
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = sorted(pk for (pk,) in cursor.fetchall())
        rows = Answer.objects.filter(of_gates(gates), set_aside_because="", question__mandatory__in=(True, mandatory))
        assert found == sorted(rows.values_list("pk", flat=True)) != []
    assert answers_of_gates_sql([], "id") == ("", [])
