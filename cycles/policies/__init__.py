"""Who may do what to a cycle, and why not. One rule an action; every change and every button asks here.

`settings.ACTIONS` lists the rules of each app: dictionaries of an action's name and its rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.verdict import Verdict, no
from cycles.models import Cycle
from cycles.policies.case import Case
from cycles.selectors.visibility import may_see


class Rule(Protocol):
    """Whether somebody may do something, or why not. The case names the person, the cycle, the day and the row."""

    def __call__(self, case: Case) -> Verdict: ...


def rules() -> Mapping[str, Rule]:
    """Every action with its rule, from the dictionaries that settings name."""
    return _merged(tuple(settings.ACTIONS))


@cache
def _merged(names: Sequence[str]) -> Mapping[str, Rule]:
    merged: dict[str, Rule] = {}
    for name in names:
        actions: Mapping[str, Rule] = import_string(name)
        if twice := merged.keys() & actions.keys():
            raise ImproperlyConfigured(f"{name} declares actions that have a rule already: {sorted(twice)}")
        merged |= actions
    return merged


def may(action: str, actor: User, cycle: Cycle, on: date, to: Any = None) -> Verdict:
    """The verdict on one action. Raises KeyError for an action without a rule."""
    rule = rules()[action]
    if not actor.is_active:
        return no("Your account is not active.")
    if cycle.restricted and not may_see(actor, cycle, on):
        return no("There is no such cycle.")
    return rule(Case(actor, cycle, on, to))
