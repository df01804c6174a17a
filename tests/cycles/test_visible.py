"""Who sees which cycles: what somebody may see and what is hidden from them are all there is, and nothing is both."""

from __future__ import annotations

import pytest

from cycles.models import Cycle
from cycles.queries.visible import admitted, hidden_from, own, sight_of, visible_to
from cycles.services.confirming import ask_confirmation
from demo import play
from tests.council import LARGE, NOW, Council

pytestmark = pytest.mark.usefixtures("time_stands")
TODAY = NOW.date()


def test_every_cycle_is_either_seen_or_hidden(bench: Council) -> None:
    secret = bench.cycle(LARGE, restricted=True, team=[bench["member"]])
    row = play.answer(secret.answers.get(question__code="AN-RES-3"), at=NOW)
    ask_confirmation(row, bench["adviser"], actor=bench["lead"], at=NOW)
    bench.cycle(restricted=True, lead=bench["other"], sponsor=bench["assistant2"])
    bench.cycle(lead=bench["other"], sponsor=bench["assistant2"])
    every = {cycle.pk for cycle in Cycle.objects.all()}
    seen_by = {}
    for name in bench.people:
        user, sight = bench[name], sight_of(bench[name], TODAY)
        seen = {cycle.pk for cycle in visible_to(user, TODAY)}
        hidden = {cycle.pk for cycle in hidden_from(user.pk, sight)}
        assert seen | hidden == every, name
        assert not seen & hidden, name
        with_a_part = {cycle.pk for cycle in Cycle.objects.filter(admitted(user.pk, sight))}
        assert set(own(user, TODAY)) == with_a_part, name
        seen_by[name] = secret.pk in seen
    inside = {"lead", "member", "head", "assistant", "assistant2", "director", "adviser", "auditor"}
    assert {name for name, sees in seen_by.items() if sees} == inside
