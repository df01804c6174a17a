"""How a status looks: always a shape, a word and a tone, so that no colour carries meaning alone."""

from __future__ import annotations

from typing import NamedTuple


class Mark(NamedTuple):
    tone: str  # a class app-st--…
    shape: str  # a template components/shapes/…, or "" for words alone
    word: str


ON_TRACK = Mark("ok", "disc-tick", "On track")
OPEN = Mark("info", "disc", "Not met yet")
WAITING = Mark("info", "clock", "Waiting")
NONE = Mark("unk", "dash", "Does not apply")
PLAIN = Mark("plain", "tick", "Met")

MARKS: dict[str, Mark] = {
    "on_track": ON_TRACK,
    "at_risk": Mark("risk", "triangle", "At risk"),
    "off_track": Mark("off", "octagon", "Off track"),
    "not_known": Mark("unk", "disc-dashed", "Not known"),
    "met": PLAIN,
    "partly_met": Mark("risk", "half-disc", "Partly met"),
    "not_met": OPEN,
    "unanswered": OPEN._replace(word="Not started"),
    "not_started": OPEN._replace(word="Not started"),
    "not_applicable": NONE,
    "does_not_apply": NONE,
    "cannot_start": Mark("unk", "", "Cannot start yet"),
    "waiting": WAITING,
    "asked": WAITING._replace(word="Asked"),
    "given": PLAIN._replace(word="Confirmed"),
    "refused": Mark("off", "octagon", "Refused"),
    "withdrawn": NONE._replace(word="Withdrawn"),
    "late": Mark("off", "octagon", "Late"),
    "warning": Mark("risk", "triangle", "Check this"),
    "in_date": PLAIN._replace(word="In date"),
    "out_of_date": Mark("risk", "triangle", "Out of date"),
    "pending": WAITING._replace(word="Waiting for a decision"),
    "passed": ON_TRACK._replace(word="Passed"),
    "pass": ON_TRACK._replace(word="Pass"),
    "pass_with_conditions": ON_TRACK._replace(word="Pass with conditions"),
    "returned": Mark("risk", "half-disc", "Returned for more work"),
    "return": Mark("risk", "half-disc", "Return for more work"),
    "voided": NONE._replace(word="Void"),
    "stop": Mark("off", "octagon", "Stop this cycle"),
    "stopped": Mark("off", "octagon", "Stopped"),
    "closed": PLAIN._replace(word="Closed"),
    "open": OPEN._replace(word="Open"),
    "claimed": WAITING._replace(word="Done, waiting to be checked"),
    "lapsed": NONE._replace(word="Lapsed"),
    "restricted": Mark("plain", "lock", "Restricted"),
    "active": PLAIN._replace(word="Active"),
    "inactive": NONE._replace(word="Inactive"),
    "draft": Mark("unk", "disc-dashed", "Draft"),
    "ready": ON_TRACK._replace(word="Ready"),
    "unknown": Mark("unk", "disc-dashed", "Not known"),
    "in_use": ON_TRACK._replace(word="In use"),
    "slipping": Mark("risk", "triangle", "Slipping"),
    "in_a_drawer": Mark("off", "octagon", "In a drawer"),
    "sign_good": ON_TRACK._replace(word="Good"),
    "sign_slipping": Mark("risk", "triangle", "Slipping"),
    "better": ON_TRACK._replace(word="Getting better"),
    "same": Mark("unk", "wave", "No real change"),
    "worse": Mark("off", "octagon", "Getting worse"),
}


def mark(kind: str) -> Mark:
    """The mark of a kind, written with hyphens, underscores or spaces. Raises KeyError for one that has none."""
    return MARKS[str(kind).lower().replace("-", "_").replace(" ", "_")]
