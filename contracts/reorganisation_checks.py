"""The check of the Do gate while councils are reorganised: a consent that is needed is recorded."""

from __future__ import annotations

from datetime import date

from checklists.checks import FAILS, HOLDS, UNKNOWN, Finding
from contracts.reorganisation import reorganisation_of, vesting_day
from contracts.selectors.reorganisation import NOTHING_SIGNED, facts_of_agreement, facts_of_cycle
from cycles.models import Cycle
from ui.wording import day


def reorganisation_consent(cycle: Cycle, today: date) -> Finding:
    """Whether every agreement of the cycle over the threshold has its successor's consent, by the cycle's own edition.

    Nothing is read while that edition does not switch it on.
    """
    figures = cycle.edition.figures
    if vesting_day(figures) is None:
        return Finding(UNKNOWN, "The edition of this cycle asks nothing about a reorganisation of councils.")
    if cycle.route in NOTHING_SIGNED:
        return Finding(UNKNOWN, "Nothing is signed by this delivery route.")
    agreements = sorted(cycle.agreements.all(), key=lambda row: row.serial)
    if not agreements:  # by the value and end of the cycle itself
        answer = reorganisation_of(figures, facts_of_cycle(cycle))
        if answer.consent_needed:
            words = f"{' '.join(answer.sentences)} Enter its agreement in the register, and the consent there."
            return Finding(FAILS, words)
        return Finding(UNKNOWN if answer.consent_needed is None else HOLDS, _said(answer.sentences))
    looked_at = tuple(str(row) for row in agreements)
    answers = [(row, reorganisation_of(figures, facts_of_agreement(row))) for row in agreements]
    waiting = [(row, answer) for row, answer in answers if not row.consented_on]
    for needed, result, tail in ((True, FAILS, " It is not recorded."), (None, UNKNOWN, "")):
        for row, answer in waiting:
            if answer.consent_needed is needed:
                return Finding(result, f"{row.reference}: {' '.join(answer.sentences)}{tail}", looked_at)
    given = [f"{row.reference}: consent of {day(row.consented_on)}." for row, _ in answers if row.consented_on]
    return Finding(HOLDS, " ".join(given) or _said(answers[0][1].sentences), looked_at)


def _said(sentences: tuple[str, ...]) -> str:
    return " ".join(sentences) or "It ends before other councils take over."
