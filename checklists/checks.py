"""The computed checks that questions name: `settings.GATE_CHECKS` lists them, a dotted function by name.

A check reads the cycle's own records. An edition may name checks that no app answers: they block nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Protocol

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.module_loading import import_string

from checklists.met import FAILS, HOLDS, UNKNOWN, Finding
from checklists.models import Answer, CheckException
from cycles.models import Cycle
from cycles.selectors.stages import Stages

__all__ = ["FAILS", "HOLDS", "UNKNOWN", "Finding", "GateCheck", "findings_of", "gate_check"]


class GateCheck(Protocol):
    """What a cycle's records say on a day. A check changes nothing.

    `cycle.dates.all()` is read already, and what `settings.GATE_CHECK_READS` names for the check.
    """

    def __call__(self, cycle: Cycle, today: date) -> Finding: ...


class KeptPage(Protocol):
    """A page on which records are kept: its name and its address."""

    @property
    def title(self) -> str: ...

    @property
    def url(self) -> str: ...


class CheckPages(Protocol):
    """The page on which what a check of that name reads is kept, if there is one: `settings.CHECK_PAGES`."""

    def __call__(self, cycle: Cycle, check: str) -> KeptPage | None: ...


def gate_check(name: str) -> GateCheck | None:
    """The function that answers a check, or None where no app does."""
    dotted = settings.GATE_CHECKS.get(name)
    if dotted is None:
        return None
    check: GateCheck = import_string(dotted)
    return check


def findings_of(stages: Stages, answers: Iterable[Answer], today: date) -> Mapping[int, Finding]:
    """The findings of the checks that the questions of these answers name, by answer: none once the gate has passed.

    The answers are of the stages given. One query reads the dates of all cycles, one each of the other records that
    their checks name, and another the exceptions if any fails. Those of one cycle name the page of their records.
    """
    cycles = {cycle.pk: cycle for cycle, stage in stages.items() if cycle.is_live and not cycle.has_passed(stage)}
    asked = [
        (answer, cycles[answer.cycle_id], check)
        for answer in answers
        if answer.cycle_id in cycles and (check := gate_check(answer.question.check_name))
    ]
    names = {answer.question.check_name for answer, _, _ in asked}
    lookups = {lookup for name in names for lookup in settings.GATE_CHECK_READS.get(name, ())}
    with _records_of({cycle for _, cycle, _ in asked}, ["dates", *sorted(lookups)]):
        findings = {answer.pk: check(cycle, today) for answer, cycle, check in asked}
    page_of: CheckPages = import_string(settings.CHECK_PAGES)
    for answer, cycle, _ in asked if len(stages) == 1 else ():
        if page := page_of(cycle, answer.question.check_name):
            findings[answer.pk] = replace(findings[answer.pk], kept_in=page.title, url=page.url)
    failing = {
        answer.pk: (cycle.pk, answer.question.check_name)
        for answer, cycle, _ in asked
        if findings[answer.pk].result == FAILS
    }
    if failing:
        rows = CheckException.objects.filter(cycle__in={cycle for cycle, _ in failing.values()})
        exceptions = {(row.cycle_id, row.check_name): str(row) for row in rows}
        for pk, check_of_cycle in failing.items():
            findings[pk] = replace(findings[pk], exception=exceptions.get(check_of_cycle, ""))
    return findings


@contextmanager
def _records_of(cycles: Collection[Cycle], lookups: Sequence[str]) -> Iterator[None]:
    """Read records of many cycles at once, and leave nothing on the objects that a later change would make wrong."""
    read = [
        (cycle, lookup)
        for lookup in lookups
        for cycle in cycles
        if lookup not in getattr(cycle, "_prefetched_objects_cache", {})
    ]
    for lookup in lookups:
        prefetch_related_objects([cycle for cycle, unread in read if unread == lookup], lookup)
    try:
        yield
    finally:
        for cycle, lookup in read:
            cycle._prefetched_objects_cache.pop(lookup, None)  # type: ignore[attr-defined]
