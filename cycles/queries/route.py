"""Who is expected to sign a gate before it has been submitted."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from cycles.models import Cycle
from cycles.queries.signing import Roster, Signer, involved_in
from principles.figures import signing_route


def expected_signers(
    cycle: Cycle, stage: str, on: date, submitter: User | None = None
) -> list[tuple[str, Signer | None]]:
    """Each grade of the route with who is expected to sign it, or None where nobody can.

    One person signs one step, so each step takes a person away.
    """
    roster, barred = Roster.on(on), set(involved_in(cycle, stage))
    if submitter:
        barred.add(submitter.pk)
    expected: list[tuple[str, Signer | None]] = []
    for grade in signing_route(cycle.edition.figures, cycle.tier, stage):
        signer = next(iter(roster.signers(grade, cycle, barred)), None)
        if signer:
            barred.add(signer.user.pk)
        expected.append((grade, signer))
    return expected
