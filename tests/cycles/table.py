"""Who may do what at which stage: the one literal table. What is not in it must be refused.

A situation is a stage with nothing put to its gate, or with a submission that stands ("analyse sealed"), or an ended
cycle. In each the cycle is of tier large and led by `lead`; `member` is on its team and owns the condition that `head`
checks; `asked` is the adviser whose word was asked and given; `stand_in` covers for `assistant`.
"""

from __future__ import annotations

ROLES = (
    "lead",
    "member",
    "sponsor",  # an assistant director of the directorate
    "head",
    "assistant",
    "director",
    "elsewhere",  # an assistant director of another directorate
    "stand_in",
    "asked",
    "unasked",  # an adviser of the same specialism
    "other",  # a commissioner who has no part in the cycle
    "councillor",
    "auditor",
    "owner",
    "admin",
    "superuser",
    "nobody",
    "left",  # an assistant director of the directorate whose account is not active
)

SITUATIONS = (
    "analyse",
    "analyse sealed",
    "plan",
    "plan sealed",
    "do",
    "do sealed",
    "review",
    "review sealed",
    "closed",
    "stopped",
)

OPEN = ("analyse", "plan", "do", "review")
SEALED = ("analyse sealed", "plan sealed", "do sealed", "review sealed")
ENDED = ("closed", "stopped")

TEAM = "lead member"
MANAGERS = "sponsor head assistant director"
KEEPERS = f"{TEAM} {MANAGERS} elsewhere stand_in asked unasked other"  # of the contracts register
ASSISTANTS = "sponsor assistant stand_in"

# action: [(situations, roles that may)]
TABLE: dict[str, list[tuple[tuple[str, ...], str]]] = {
    "edit": [(OPEN, TEAM)],
    "nudge": [(OPEN + SEALED, f"{TEAM} {MANAGERS}")],
    "plan_dates": [(OPEN + SEALED, f"{TEAM} {MANAGERS}")],
    "change_people": [(OPEN, f"lead {MANAGERS}")],
    "record_exception": [(OPEN, f"lead {MANAGERS}")],
    "record_notice": [(SITUATIONS, KEEPERS)],
    "change_records": [(("analyse", "plan"), TEAM)],
    "hand_over_records": [(OPEN, f"{TEAM} {MANAGERS}"), (("do sealed", "review sealed"), f"{TEAM} {MANAGERS}")],
    "publish_answers": [(("plan", "do", "review"), "lead"), (SEALED[1:], "lead"), (ENDED, "lead")],
    "answer": [(OPEN, TEAM)],
    "complete_missing_part": [(OPEN, "asked")],
    "add_evidence": [(OPEN, TEAM), (SEALED, TEAM)],
    "ask_confirmation": [(OPEN, TEAM)],
    "record_outside_confirmation": [(OPEN, "lead")],
    "answer_confirmation": [(OPEN, "asked"), (SEALED, "asked")],
    "withdraw_confirmation": [(OPEN, "asked"), (SEALED, "asked")],
    "submit": [(OPEN, TEAM)],
    "withdraw": [(SEALED, TEAM)],
    "decide": [(SEALED, ASSISTANTS)],
    "correct": [(("plan", "review", "closed"), ASSISTANTS), (("do",), "director")],
    "claim_condition": [(("plan", "do", "review", "closed"), "member")],
    "check_condition": [(("plan", "do", "review", "closed"), "head")],
    "hand_over_condition": [(("plan", "do", "review", "closed"), MANAGERS)],
    "hand_over_work": [(("plan", "do", "review", "closed"), MANAGERS)],
    "start_next": [
        (("plan", "do", "review"), f"{TEAM} {MANAGERS}"),
        (("plan sealed", "do sealed", "review sealed"), f"{TEAM} {MANAGERS}"),
        (ENDED, f"{TEAM} {MANAGERS}"),
    ],
}


def who_may(action: str, situation: str) -> set[str]:
    """The roles that may do it there; an action without rows raises KeyError."""
    return {role for situations, roles in TABLE[action] if situation in situations for role in roles.split()}
