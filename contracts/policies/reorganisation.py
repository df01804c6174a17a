"""Whether the register asks what becomes of agreements when other councils take over: a switch of the edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.verdict import YES, Verdict, no


def may_plan_reorganisation(figures: Mapping[str, Any]) -> Verdict:
    governance = figures["governance"]
    if governance.get("reorganisation", {}).get("on"):
        return YES
    return no("The framework in force asks nothing about a reorganisation of councils.")
