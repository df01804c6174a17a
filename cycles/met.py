"""Whether an answer is met: what people said, evidenced and confirmed. Pure: no Django, no database, no clock.

`Answer.is_met` stores the result for lists and figures; a gate works it out anew.
"""

from __future__ import annotations

MET, PARTLY_MET, NOT_MET, NOT_APPLICABLE = "met", "partly_met", "not_met", "not_applicable"
GIVEN = "given"


def is_confirmed(confirmation: str, *, needed: bool) -> bool:
    """`confirmation` is the state of the current one, "" where there is none. Only one that was given confirms."""
    return not needed or confirmation == GIVEN


def is_met(state: str, *, evidenced: bool, confirmed: bool, sent_back: bool, set_aside: bool = False) -> bool:
    """An answer that a decider sent back is not met until it is answered again; a question set aside is not asked."""
    return state == MET and evidenced and confirmed and not sent_back and not set_aside
