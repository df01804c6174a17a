"""The late Review of the demo council passes with an exception, which its deciders accept by name, and is published."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from django.utils import timezone

from approvals.models import Decision
from checklists.models import CheckException
from cycles.models import Cycle
from demo.dates import list_days
from demo.history import life
from demo.management.commands.demo import SCRIPT
from demo.people import populate
from tests.council import NOW


@pytest.mark.django_db
def test_the_late_review_of_the_demo_council_passes_with_an_exception() -> None:
    today, people = timezone.localdate(NOW), populate()
    list_days(people["admin"], NOW, today)
    script = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    [entry, _] = [entry for entry in script if "exception" in entry]
    for _ in life(entry, people, today):
        pass
    exception = CheckException.objects.get()
    assert (exception.check_name, exception.agreed_on) == ("next_step_decided_in_time", date(2026, 6, 8))
    assert exception.recorded_by == people[entry["lead"]]
    assert timezone.localdate(exception.at) == exception.agreed_on
    decisions = Decision.objects.filter(submission__stage="review")
    assert decisions.exists()
    assert {tuple(decision.accepted_checks) for decision in decisions} == {("RV-ROB-1",)}
    published = Cycle.objects.order_by("number").first()
    assert published is not None
    days = {stage: timezone.localdate(published.published_since(stage)) for stage in published.published}
    assert days == {"analyse": date(2023, 2, 13), "review": date(2026, 6, 22)}
