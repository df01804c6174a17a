"""Who may change the tables of a stage, and when."""

from __future__ import annotations

from accounts.models import User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, first_no, no
from cycles.models import CycleStage
from cycles.policies.case import Case, by_team, by_team_or_manager, is_live, is_unsealed

# The gates whose packs hold the tables of a stage, the last one last: options rest on needs.
SEALED_AT = {"analyse": ("analyse", "plan"), "plan": ("plan",)}


def may_read_records(user: User) -> Verdict:
    """Of every cycle that somebody sees: officers, drafts too."""
    if roles_of(user).is_officer:
        return YES
    return no(
        "Councillors read the tables of a stage in the pack that passed its gate, once its lead has published them."
    )


def change_records(case: Case) -> Verdict:
    """`to` is the stage whose tables they are. What waits for a decision is read-only; after the last gate for good."""
    gates = SEALED_AT[case.to]
    passed = YES
    if case.cycle.has_passed(gates[-1]):
        name = CycleStage(gates[-1]).label
        passed = no(f"The {name} gate has been passed, so what it rested on can no longer be changed.")
    return first_no(by_team(case), is_live(case), passed, is_unsealed(case) if case.cycle.stage in gates else YES)


def hand_over_records(case: Case) -> Verdict:
    """`to` is the stage whose tables they are. A risk needs an owner as long as the cycle runs."""
    sealed = is_unsealed(case) if case.cycle.stage in SEALED_AT[case.to] else YES
    return first_no(by_team_or_manager(case), is_live(case), sealed)


ACTIONS = {"change_records": change_records, "hand_over_records": hand_over_records}
