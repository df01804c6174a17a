"""The answer of a policy: yes, or no with the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """True when `ok`; otherwise `reason` is shown to the person as it stands.

    `rests_on` is what a yes rests on, where a service needs it: for a decision the signer, who may stand in.
    """

    ok: bool
    reason: str = ""
    rests_on: Any = None

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)


def no(reason: str) -> Verdict:
    return Verdict(False, reason)


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal in the order given, or yes."""
    return next((verdict for verdict in verdicts if not verdict), YES)


def require(verdict: Verdict) -> None:
    """Raise PermissionDenied with the verdict's sentence, which Django answers with 403."""
    if not verdict:
        raise PermissionDenied(verdict.reason)
