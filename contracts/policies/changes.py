"""Whether a change fits the state that an agreement is in, and why not. Who may is said by policies/register.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accounts.verdict import YES, Verdict, no
from contracts.models import Agreement, Extension, ExtensionState, Variation
from contracts.policies.reorganisation import may_commit
from contracts.selectors.reorganisation import facts_of_agreement
from ui.wording import day


def may_decide_extension(agreement: Agreement, extension: Extension, extensions: Sequence[Extension]) -> Verdict:
    """Take it or not. `extensions` are all of the agreement."""
    if not (verdict := _is_in_force(agreement)):
        return verdict
    if extension.state != ExtensionState.OPEN:
        return no(f"Extension {extension.number} is decided already. Take the decision back first, if it is wrong.")
    undecided = [each for each in extensions if each.number < extension.number and each.state == ExtensionState.OPEN]
    if undecided:
        return no(f"Decide on extension {undecided[0].number} first: extensions are taken in their order.")
    return YES


def may_reopen_extension(agreement: Agreement, extension: Extension, extensions: Sequence[Extension]) -> Verdict:
    """Take back its decision. Those that were not taken with it are open again too."""
    if extension.state == ExtensionState.OPEN:
        return no(f"Extension {extension.number} is not decided, so there is nothing to take back.")
    later = [each for each in extensions if each.number > extension.number and each.state != ExtensionState.OPEN]
    if later and extension.state == ExtensionState.TAKEN:
        return no(f"Take back the decision on extension {later[0].number} first: it follows on from this one.")
    before = [each for each in extensions if each.number < extension.number]
    if any(each.state == ExtensionState.NOT_TAKEN for each in before):
        return no("It was not taken because an earlier one was not: take back the decision on that one.")
    return _is_in_force(agreement)


def may_vary(agreement: Agreement) -> Verdict:
    if not agreement.is_signed:
        return no("It is not signed yet: change its entry instead.")
    return YES


def may_withdraw_variation(variation: Variation) -> Verdict:
    return no("It is withdrawn already.") if variation.withdrawn_because else YES


def may_sign(agreement: Agreement, today: date) -> Verdict:
    """An award that goes on past vesting day, or can be extended past it, may need a consent."""
    if agreement.is_signed:
        return no("It is signed already.")
    return may_commit(agreement, facts_of_agreement(agreement), today)


def may_end(agreement: Agreement) -> Verdict:
    return _is_in_force(agreement)


def may_say_running_on(agreement: Agreement, today: date) -> Verdict:
    if agreement.current_end is None or agreement.current_end >= today:
        return no("Its end has not passed, so there is nothing to say about it yet.")
    return _is_in_force(agreement)


def may_reopen(agreement: Agreement) -> Verdict:
    if agreement.ended_on is None and agreement.running_on_since is None:
        return no("Nobody has said that it ended or that it runs on, so there is nothing to take back.")
    return YES


def _is_in_force(agreement: Agreement) -> Verdict:
    if not agreement.is_signed:
        return no("It is not signed yet.")
    if agreement.ended_on is not None:
        return no(f"Its last day is recorded as {day(agreement.ended_on)}. Take that back first, if it is wrong.")
    return YES
