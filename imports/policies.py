"""Who brings files of registers in, and who takes them back."""

from __future__ import annotations

from accounts.models import User
from accounts.verdict import YES, Verdict, no
from contracts.policies.register import may_keep_register
from imports.models import ImportState, RegisterImport


def may_import(actor: User) -> Verdict:
    if not actor.is_active:
        return no("Your account is not active.")
    return may_keep_register(actor)


def may_work_on(actor: User, register_import: RegisterImport) -> Verdict:
    """Change what an import would do, bring it in or give it up."""
    if not (verdict := may_import(actor)):
        return verdict
    if not register_import.is_open:
        return no("This file is being brought in, or was brought in already. It can’t be changed any more.")
    return YES


def may_take_back(actor: User, register_import: RegisterImport) -> Verdict:
    if not (verdict := may_import(actor)):
        return verdict
    if register_import.state != ImportState.DONE:
        return no("Only a file that was brought in can be taken back.")
    return YES
