"""Who is expected to sign a gate before it has been submitted."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from cycles.models import Cycle
from cycles.queries.signing import Signer, expected_signers_all


def expected_signers(
    cycle: Cycle, stage: str, on: date, submitter: User | None = None
) -> list[tuple[str, Signer | None]]:
    """Each grade of the route with who is expected to sign it, or None where nobody can."""
    return expected_signers_all({cycle: stage}, on, submitter)[cycle.pk]
