"""A duty is called legal where the law asks for it, and a question has the words of its delivery route."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.presenters.packing import pack_of
from cycles.models import Cycle
from tests.checklists.views.asking import address, text_of
from tests.council import NOW, Council, found_council
from tests.cycles.test_values import chosen, edit
from tests.overview.conftest import SignedIn

MILLION = Decimal(1_000_000)
SOCIAL_VALUE = ("PL-SOCV-1", "DO-SOCV-1", "RV-SOCV-1")
OF_A_CALL = "How were local, small and voluntary bodies told of the call and enabled to apply"


@pytest.fixture
def council(db: None) -> Council:
    """Under the real edition."""
    return found_council()


def cycle_by(council: Council, route: str, regime: str) -> Cycle:
    cycle = council.cycle(MILLION)
    return edit(council, cycle, chosen(cycle, route, regime))


@pytest.mark.parametrize(
    ("route", "regime", "legal"),
    [
        ("grant", "not_a_procurement", False),
        ("partnership_s75", "not_a_procurement", False),
        ("call_off_framework", "pa2023_standard", False),
        ("procure", "psr_2023", False),
        ("procure", "pa2023_light_touch", True),
        ("direct_award", "pa2023_standard", True),
    ],
)
def test_social_value_is_a_legal_duty_where_the_act_says_so(
    council: Council, as_: SignedIn, route: str, regime: str, legal: bool
) -> None:
    cycle, lead = cycle_by(council, route, regime), as_("lead")
    for answer in cycle.answers.filter(question__code__in=SOCIAL_VALUE, set_aside_because=""):
        stage = answer.question.stage
        page = text_of(lead.get(address(answer)))
        listed = text_of(lead.get(reverse("stage", args=[cycle.reference, stage])))
        sealed = next(
            row for row in pack_of(cycle, stage, NOW.date())["answers"] if row["code"] == answer.question.code
        )
        assert (
            "Legal duty. Social value" in page,
            "Social Value) Act 2012" in page,
            "Council policy. The law does not ask this" in page,
            re.search("Legal duty ?: Social value", listed) is not None,
            sealed["duty"],
        ) == (legal, legal, not legal, legal, "SOCV" if legal else "")
    assert cycle.answers.filter(question__code__in=SOCIAL_VALUE, set_aside_because="").count() == 3


@pytest.mark.parametrize(("route", "in_its_words"), [("grant", True), ("procure", False)])
def test_a_grant_is_asked_in_its_own_words(council: Council, as_: SignedIn, route: str, in_its_words: bool) -> None:
    cycle = cycle_by(council, route, "not_a_procurement" if route == "grant" else "pa2023_light_touch")
    answer = cycle.answers.get(question__code="PL-CHAMP-1")
    sealed = {row["code"]: row["question"] for row in pack_of(cycle, "plan", NOW.date())["answers"]}
    assert (OF_A_CALL in text_of(as_("lead").get(address(answer)))) is in_its_words
    assert (OF_A_CALL in sealed["PL-CHAMP-1"]) is in_its_words
