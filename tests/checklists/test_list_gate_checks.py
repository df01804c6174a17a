"""The command that lists the checks which an edition names."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.core.management import call_command

from principles.models import Question
from tests.council import Council


def test_each_check_that_the_edition_names_is_listed_with_who_answers_it(bench: Council, settings: Any) -> None:
    settings.GATE_CHECKS = {"decision_in_force": "approvals.checks.decision_in_force", "not_named": "somewhere.else"}
    Question.objects.filter(code="AN-RES-1").update(check_name="demand_projected")
    Question.objects.filter(code="PL-RES-2").update(check_name="decision_in_force")
    out = StringIO()
    call_command("list_gate_checks", stdout=out)
    assert out.getvalue().splitlines() == [
        "AN-RES-1 demand_projected: unknown",
        "PL-RES-2 decision_in_force: approvals.checks.decision_in_force",
    ]
