"""How a status looks: always a shape, a word and a tone, so that no colour carries meaning alone."""

from __future__ import annotations

from typing import NamedTuple


class StatusTag(NamedTuple):
    tone: str  # a class app-st--…
    shape: str  # a template components/shapes/…, or "" for words alone
    word: str


ON_TRACK = StatusTag("ok", "disc-tick", "On track")
NOT_STARTED = StatusTag("info", "disc", "Not started")
WAITING = StatusTag("info", "clock", "Waiting")
NONE = StatusTag("unk", "dash", "Does not apply")
PLAIN = StatusTag("plain", "tick", "Met")

STATUS_TAGS: dict[str, StatusTag] = {
    "on_track": ON_TRACK,
    "at_risk": StatusTag("risk", "triangle", "At risk"),
    "off_track": StatusTag("off", "octagon", "Off track"),
    "not_known": StatusTag("unk", "disc-dashed", "Not known"),
    "met": PLAIN,
    "partly_met": StatusTag("risk", "half-disc", "Partly met"),
    "not_met": StatusTag("info", "disc-minus", "Not met yet"),
    "unanswered": NOT_STARTED,
    "not_started": NOT_STARTED,
    "not_applicable": NONE,
    "does_not_apply": NONE,
    "cannot_start": StatusTag("unk", "", "Cannot start yet"),
    "waiting": WAITING,
    "asked": WAITING._replace(word="Asked"),
    "given": PLAIN._replace(word="Confirmed"),
    "refused": StatusTag("off", "octagon", "Refused"),
    "withdrawn": NONE._replace(word="Withdrawn"),
    "holds": PLAIN._replace(word="Check holds"),
    "fails": StatusTag("risk", "triangle", "Check fails"),
    "late": StatusTag("off", "octagon", "Late"),
    "warning": StatusTag("risk", "triangle", "Check this"),
    "in_date": PLAIN._replace(word="In date"),
    "out_of_date": StatusTag("risk", "triangle", "Out of date"),
    "pending": WAITING._replace(word="Waiting for a decision"),
    "passed": ON_TRACK._replace(word="Passed"),
    "passed_with_conditions": ON_TRACK._replace(word="Passed with conditions"),
    "pass": ON_TRACK._replace(word="Pass"),
    "pass_with_conditions": ON_TRACK._replace(word="Pass with conditions"),
    "returned": StatusTag("risk", "half-disc", "Returned for more work"),
    "return": StatusTag("risk", "half-disc", "Return for more work"),
    "voided": NONE._replace(word="Void"),
    "stop": StatusTag("off", "octagon", "Stop this cycle"),
    "stopped": StatusTag("off", "octagon", "Stopped"),
    "closed": PLAIN._replace(word="Closed"),
    "open": StatusTag("info", "disc-dot", "Open"),
    "claimed": WAITING._replace(word="Done, waiting to be checked"),
    "lapsed": NONE._replace(word="Lapsed"),
    "restricted": StatusTag("plain", "lock", "Restricted"),
    "active": PLAIN._replace(word="Active"),
    "inactive": NONE._replace(word="Inactive"),
    "invited": WAITING._replace(word="Invited"),
    "no_role": StatusTag("risk", "triangle", "No role yet"),
    "draft": StatusTag("unk", "disc-dashed", "Draft"),
    "ready": ON_TRACK._replace(word="Ready"),
    "unknown": StatusTag("unk", "disc-dashed", "Not known"),
    "in_use": ON_TRACK._replace(word="In use"),
    "slipping": StatusTag("risk", "triangle", "Slipping"),
    "in_a_drawer": StatusTag("off", "octagon", "In a drawer"),
    "sign_good": ON_TRACK._replace(word="Good"),
    "sign_slipping": StatusTag("risk", "triangle", "Slipping"),
    "better": ON_TRACK._replace(word="Getting better"),
    "same": StatusTag("unk", "wave", "No real change"),
    "worse": StatusTag("off", "octagon", "Getting worse"),
}


def status_tag(kind: str) -> StatusTag:
    """The tag of a kind, which may be written with hyphens, underscores or spaces. Raises KeyError without one."""
    return STATUS_TAGS[str(kind).lower().replace("-", "_").replace(" ", "_")]
