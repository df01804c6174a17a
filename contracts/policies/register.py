"""Who keeps the register. What somebody may see of it is said by contracts/selectors/visibility.py."""

from __future__ import annotations

from datetime import date

from accounts.models import RoleKind, User
from accounts.roles import roles_of
from accounts.verdict import YES, Verdict, no
from contracts.models import Agreement, Waiver
from contracts.selectors.visibility import may_see_agreement

PROCUREMENT = "procurement"  # the specialism of advisers who keep the register beside commissioners and managers


def may_keep_register(actor: User) -> Verdict:
    """Add agreements, suppliers and waivers, and bring in files."""
    roles = roles_of(actor)
    if roles.has(RoleKind.COMMISSIONER) or roles.has(RoleKind.MANAGER) or PROCUREMENT in roles.specialisms:
        return YES
    return no("Only commissioners, managers and advisers for procurement change the contracts register.")


def may_change_agreement(actor: User, agreement: Agreement, today: date) -> Verdict:
    """Whoever keeps the register, and the agreement's contract manager and deputy, as far as they see it."""
    if not may_see_agreement(actor, agreement, today):
        return no("There is no such agreement.")
    return may_change_seen_agreement(actor, agreement)


def may_change_seen_agreement(actor: User, agreement: Agreement) -> Verdict:
    """The same of an agreement that was found among those which the person sees."""
    if not actor.is_active:
        return no("Your account is not active.")
    if actor.pk in (agreement.contract_manager_id, agreement.deputy_id):
        return YES
    return may_keep_register(actor)


def may_change_waiver(actor: User, waiver: Waiver) -> Verdict:
    """Whoever keeps the register, while the waiver is not withdrawn."""
    if not (verdict := may_keep_register(actor)):
        return verdict
    if waiver.withdrawn_because:
        return no(f"{waiver.reference} was withdrawn, so nothing of it changes any more.")
    return YES
