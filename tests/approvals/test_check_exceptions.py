"""What can no longer be put right: an exception lets the gate pass, and every signer accepts it by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import Refused
from approvals.presenters.packing import pack_of
from approvals.services.submitting import NotReady
from audit.models import Event
from checklists.models import CheckException
from checklists.services.excepting import record_exception
from cycles.models import Cycle
from demo import play
from tests.approvals.checked import Named
from tests.council import LARGE, NOW, Council

TODAY = NOW.date()
SAID: dict[str, Any] = {
    "ground": "The notice came two days late.",
    "agreed_by": "The chair of the scrutiny board",
    "agreed_on": TODAY,
}
SENTENCE = "Exception agreed by The chair of the scrutiny board on 23 November 2026: The notice came two days late."


def except_check(bench: Council, cycle: Cycle, by: str = "lead", check: str = "sample", **said: Any) -> CheckException:
    return record_exception(cycle, check, **(SAID | said), actor=bench[by], at=NOW)


@pytest.fixture
def blocked(bench: Council, named: Named) -> Cycle:
    named("AN-RES-2", "fails")
    return play.ready(bench.cycle(LARGE), at=NOW)


def test_an_exception_lets_every_signer_accept_what_fails(bench: Council, blocked: Cycle) -> None:
    with pytest.raises(NotReady):
        play.put(blocked, at=NOW)
    except_check(bench, blocked)
    submission = play.put(Cycle.objects.get(pk=blocked.pk), at=NOW)
    (finding,) = submission.pack["findings"]
    assert (finding["result"], finding["exception"]) == ("fails", SENTENCE)
    ruling = play.ruling(submission)
    with pytest.raises(ValidationError, match="accept_check_AN-RES-2"):
        play.sign(submission, at=NOW, ruled=replace(ruling, accepted_checks=[]))
    assert play.sign(submission, at=NOW).accepted_checks == ["AN-RES-2"]


def test_an_exception_is_of_one_cycle_and_one_check(bench: Council, blocked: Cycle) -> None:
    except_check(bench, blocked)
    other = play.ready(bench.cycle(LARGE, service_name="Libraries"), at=NOW)
    with pytest.raises(NotReady):
        play.put(other, at=NOW)
    CheckException.objects.update(check_name="another")
    with pytest.raises(NotReady):
        play.put(Cycle.objects.get(pk=blocked.pk), at=NOW)


def test_an_exception_is_for_every_question_that_names_the_check(bench: Council, named: Named) -> None:
    named("AN-RES-1", "fails")
    named("AN-RES-2", "fails")
    cycle = play.ready(bench.cycle(LARGE), at=NOW)
    except_check(bench, cycle)
    findings = pack_of(cycle, cycle.stage, TODAY)["findings"]
    assert [(row["question"], row["exception"]) for row in findings] == [
        ("AN-RES-1", SENTENCE),
        ("AN-RES-2", SENTENCE),
    ]


def test_the_record_says_it(bench: Council, blocked: Cycle) -> None:
    except_check(bench, blocked, by="head")
    event = Event.objects.filter(verb="exception_recorded").get()
    assert (event.actor_id, event.facts["title"]) == (bench["head"].pk, "Money AN")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"ground": " "}, "ground"),
        ({"ground": "x" * 501}, "ground"),
        ({"agreed_by": ""}, "agreed_by"),
        ({"agreed_on": TODAY + timedelta(days=1)}, "agreed_on"),
        ({"check": "schedule_has_float"}, "check_name"),
    ],
)
def test_an_exception_is_complete(bench: Council, blocked: Cycle, said: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        except_check(bench, blocked, **said)
    assert set(refused.value.message_dict) == {field}


def test_an_exception_is_recorded_once_and_only_where_a_check_fails(
    bench: Council, blocked: Cycle, named: Named
) -> None:
    except_check(bench, blocked)
    with pytest.raises(ValidationError, match="recorded already"):
        except_check(bench, blocked)
    named("AN-RES-2", "holds")
    CheckException.objects.all().delete()
    with pytest.raises(ValidationError, match="Only a check that fails"):
        except_check(bench, blocked, agreed_on=date(2026, 11, 1))


@pytest.mark.parametrize("by", ["member", "elsewhere", "adviser", "superuser"])
def test_only_the_lead_and_managers_of_the_directorate_record_one(bench: Council, blocked: Cycle, by: str) -> None:
    with pytest.raises(Refused):
        except_check(bench, blocked, by=by)


def test_nothing_is_recorded_while_the_pack_is_sealed(bench: Council, named: Named) -> None:
    named("AN-RES-1", "fails")
    cycle = play.ready(bench.cycle(), at=NOW)
    play.put(cycle, at=NOW)
    with pytest.raises(Refused, match="read-only"):
        except_check(bench, cycle)
