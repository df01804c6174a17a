"""Real notices of a county brought in, again, corrected, and taken back."""

from __future__ import annotations

from contracts.models import Agreement, Supplier
from contracts.services.importing.answers import answer_names
from contracts.services.importing.taking_back import take_back
from tests.contracts.imports.journey import LANCASHIRE, brought_in, checked
from tests.council import NOW, Council


def test_try(bench: Council) -> None:
    imp = checked(bench, LANCASHIRE.read_bytes())
    print(imp.counts)
    answer_names(imp, {n.pk: ("same", None) for n in imp.names.filter(is_sure=False)}, actor=bench["lead"], at=NOW)
    imp = brought_in(bench, LANCASHIRE.read_bytes())
    print(imp.counts, imp.state, Agreement.objects.count(), Supplier.objects.count())
    again = checked(bench, LANCASHIRE.read_bytes())
    print(again.counts)
    for row in again.rows.exclude(verdict__in=["unchanged", "left_out"]): print(row.number, row.doubts, row.changes)
    plan = take_back(imp, actor=bench["lead"], at=NOW)
    print(len(plan.deleted), plan.kept, Agreement.objects.count(), Supplier.objects.count())
