"""Who gets through at each address: the one literal table. Tests walk it cell by cell; a check at start keeps it whole.

It says who somebody has to be, not what state a cycle has to be in: a gate that waits for nobody has no deciders. What
stands at an address is asked for in this order: signing in, the method, the object, the audience.

- Nobody signed in, and the page is not public: sign in first (302).
- A method that the address does not serve: 405.
- A cycle that somebody may not see, or that never was: 404, the one as the other.
- A page that somebody may know of but not read, or a change that is not theirs to make: 403 with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

# What somebody can be to the object of an address, for a cycle or for the council as a whole.
RELATIONS: dict[str, str] = {
    "anonymous": "nobody is signed in",
    "inactive": "signed in once, made inactive since",
    "nobody": "signed in, without a role",
    "superuser": "a developer: is_superuser, without a role",
    "lead": "the lead commissioner of the cycle",
    "member": "a commissioner on its team, who owns its condition",
    "sponsor": "the assistant director who is expected to sign its step",
    "manager": "a head of service of its directorate",
    "checker": "a commissioner who checks its condition",
    "stand_in": "a commissioner who covers for the sponsor today",
    "elsewhere": "a manager of another directorate",
    "asked": "the adviser who is asked to confirm an answer, and owns the missing part of another",
    "advised": "an adviser whose confirmation its last gate was passed on",
    "unasked": "an adviser of the same specialism who is not asked",
    "other": "a commissioner who has no part in it",
    "councillor": "a councillor",
    "owner": "the framework owner",
    "auditor": "an auditor",
    "admin": "an administrator of people",
}

OUT = {"anonymous", "inactive"}
WITHOUT_ROLE = {"nobody", "superuser"}

# audience: the relations that get through
AUDIENCES: dict[str, frozenset[str]] = {
    "everybody": frozenset(RELATIONS),
    "signed in": frozenset(RELATIONS.keys() - OUT),
    "people with a role": frozenset(RELATIONS.keys() - OUT - WITHOUT_ROLE),
    "officers": frozenset(RELATIONS.keys() - OUT - WITHOUT_ROLE - {"councillor"}),
    "commissioners and managers": frozenset(
        {"lead", "member", "sponsor", "manager", "checker", "stand_in", "elsewhere", "other"},
    ),
    "keepers of the register": frozenset(
        {
            "lead",
            "member",
            "sponsor",
            "manager",
            "checker",
            "stand_in",
            "elsewhere",
            "other",
            "asked",
            "advised",
            "unasked",
        }
    ),
    "framework owner and executive directors": frozenset({"owner"}),
    "managers": frozenset({"sponsor", "manager", "elsewhere"}),
    "administrators": frozenset({"admin"}),
    "administrators and auditors": frozenset({"admin", "auditor"}),
    "managers and administrators": frozenset({"sponsor", "manager", "elsewhere", "admin"}),
    "developers": frozenset({"superuser"}),
    "the circle": frozenset({"lead", "member", "sponsor", "manager", "checker", "stand_in", "asked", "auditor"}),
    "the lead": frozenset({"lead"}),
    "the team": frozenset({"lead", "member"}),
    "the lead and managers": frozenset({"lead", "sponsor", "manager"}),
    "the team and managers": frozenset({"lead", "member", "sponsor", "manager"}),
    "the team and the adviser asked": frozenset({"lead", "member", "asked"}),
    "the owner of the missing part": frozenset({"asked"}),
    "the condition's owner and managers": frozenset({"member", "sponsor", "manager"}),
    "deciders": frozenset({"sponsor", "stand_in"}),
}

# For whom a cycle exists at all: for others its address answers as if it had never been.
SEES_CYCLE, SEES_RESTRICTED = "people with a role", "the circle"


@dataclass(frozen=True)
class Access:
    """One address: what it serves, and which audience reads (GET, HEAD) and writes (POST) there.

    `about` is the object that the address names: "cycle" where it follows the rule of cycles, "" for none.
    """

    methods: tuple[str, ...]
    reads: str = ""
    writes: str = ""
    about: str = ""

    def audience(self, method: str) -> frozenset[str]:
        return AUDIENCES[self.writes if method == "POST" else self.reads]


def page(reads: str, about: str = "") -> Access:
    return Access(("GET", "HEAD"), reads, about=about)


def form(reads: str, writes: str = "", about: str = "") -> Access:
    """A page with a form on it; whoever reads it may send it unless told otherwise."""
    return Access(("GET", "HEAD", "POST"), reads, writes or reads, about)


def action(writes: str, about: str = "") -> Access:
    """A button: sent, never read."""
    return Access(("POST",), writes=writes, about=about)


def of_cycle(reads: str, writes: str = "") -> Access:
    return form(reads, writes, "cycle") if writes else page(reads, "cycle")


# address name: its row. Councillors come to be readers of what a gate decided once it is decided as a whole, and of a
# stage's work where the lead publishes it after the gate.
ACCESS: dict[str, Access] = {
    "home": page("signed in"),
    "my-work": page("officers"),
    "changes": page("people with a role"),
    "cycles": page("people with a role"),
    "cycles-board": page("people with a role"),
    "cycles-timeline": page("people with a role"),
    "dashboard": page("people with a role"),
    "dashboard-ambition": page("people with a role", "ambition"),
    "dashboard-directorate": page("people with a role", "directorate"),
    "dashboard-principles": page("people with a role"),
    "dashboard-principle": page("people with a role", "principle"),
    "dashboard-in-use": page("people with a role"),
    "dashboard-sign": page("people with a role", "sign"),
    "dashboard-stage": page("people with a role", "stage"),
    "dashboard-promises": page("people with a role"),
    "dashboard-contracts": page("people with a role"),
    "dashboard-decisions": page("people with a role"),
    "dashboard-definitions": page("people with a role"),
    "dashboard-commentary": form("framework owner and executive directors"),
    "cycles-lead": form("commissioners and managers"),
    "cycles-views": page("people with a role"),
    "cycles-view-new": form("people with a role"),
    "cycles-view-start": action("people with a role"),
    "cycles-view-edit": form("people with a role", about="own view"),
    "cycles-view-remove": form("people with a role", about="own view"),
    "cycles-export-csv": page("people with a role"),
    "cycles-export-xlsx": page("people with a role"),
    "exports": page("signed in"),
    "export-ask": action("people with a role"),
    "export-file": page("signed in", "file"),
    "approvals": page("officers"),
    "approvals-decided": page("officers"),
    "approvals-clock": page("officers"),
    "search": page("people with a role"),
    "agreement": page("people with a role", "agreement"),
    "agreement-new": form("keepers of the register"),
    "agreement-edit": form("keepers of the register", about="agreement"),
    "agreement-history": page("officers", "agreement"),
    "agreement-sign": form("keepers of the register", about="agreement not signed"),
    "agreement-end": form("keepers of the register", about="agreement"),
    "agreement-still-running": form("keepers of the register", about="agreement past its end"),
    "agreement-reopen": form("keepers of the register", about="agreement ended"),
    "agreement-people": form("keepers of the register", about="agreement"),
    "agreement-reorganisation": form("keepers of the register", about="agreement"),
    "agreement-extension": form("keepers of the register", about="extension"),
    "agreement-variation-new": form("keepers of the register", about="agreement"),
    "agreement-variation": form("keepers of the register", about="variation"),
    "agreement-document-new": form("keepers of the register", about="agreement"),
    "agreement-document": form("keepers of the register", about="document"),
    "contracts": page("people with a role"),
    "contracts-export-csv": page("people with a role"),
    "contracts-export-xlsx": page("people with a role"),
    "contracts-view-new": form("people with a role"),
    "contracts-expiring": page("people with a role"),
    "contracts-published": page("keepers of the register"),
    "contracts-published-export-csv": page("keepers of the register"),
    "contracts-published-export-xlsx": page("keepers of the register"),
    "grants-published": page("keepers of the register"),
    "grants-published-export-csv": page("keepers of the register"),
    "grants-published-export-xlsx": page("keepers of the register"),
    "pipeline": page("people with a role"),
    "pipeline-export-csv": page("people with a role"),
    "supplier": page("people with a role", "supplier"),
    "contracts-imports": page("keepers of the register"),
    "contracts-import-new": form("keepers of the register"),
    "contracts-import-sample": page("keepers of the register"),
    "contracts-import": page("keepers of the register", "import"),
    "contracts-import-columns": form("keepers of the register", about="import"),
    "contracts-import-names": form("keepers of the register", about="import"),
    "contracts-import-row": action("keepers of the register", "import"),
    "contracts-import-doubtful": action("keepers of the register", "import"),
    "contracts-import-bring-in": action("keepers of the register", "import"),
    "contracts-import-delete": action("keepers of the register", "import"),
    "contracts-import-cycles": form("commissioners and managers", about="import"),
    "contracts-import-take-back": form("keepers of the register", about="import"),
    "service": page("people with a role", "service"),
    "suppliers": page("people with a role"),
    "suppliers-export-csv": page("people with a role"),
    "suppliers-export-xlsx": page("people with a role"),
    "suppliers-alike": form("keepers of the register"),
    "supplier-new": form("keepers of the register"),
    "supplier-edit": form("keepers of the register", about="supplier"),
    "supplier-merge": form("keepers of the register", about="supplier"),
    "supplier-merge-check": form("keepers of the register", about="supplier"),
    "supplier-unmerge": action("keepers of the register", "supplier"),
    "waivers": page("people with a role"),
    "waivers-export-csv": page("people with a role"),
    "waivers-export-xlsx": page("people with a role"),
    "waiver-new": form("keepers of the register"),
    "waiver": page("people with a role", "waiver"),
    "waiver-edit": form("keepers of the register", about="waiver"),
    "waiver-withdraw": form("keepers of the register", about="waiver"),
    "waiver-cycle": form("keepers of the register", about="waiver"),
    "notices": page("people with a role"),
    "notices-export-csv": page("people with a role"),
    "notices-export-xlsx": page("people with a role"),
    # absent until the edition in force switches the rules of a reorganisation on
    "contracts-reorganisation": page("officers"),
    "contracts-reorganisation-export-csv": page("officers"),
    "contracts-reorganisation-export-xlsx": page("officers"),
    "agreement-notices": page("people with a role", "agreement"),
    "agreement-notice": form("keepers of the register", about="agreement"),
    "agreement-notice-withdraw": form("keepers of the register", about="agreement"),
    "agreement-procurement": form("keepers of the register", about="agreement"),
    "cycle-notices": of_cycle("officers"),
    "cycle-notice": form("keepers of the register", about="cycle"),
    "cycle-notice-withdraw": form("keepers of the register", about="cycle"),
    "cycle-procurement": form("keepers of the register", about="cycle"),
    "help": page("everybody"),
    "accessibility": page("everybody"),
    "privacy": page("everybody"),
    "cookies": page("everybody"),
    "framework": page("everybody"),
    "framework-principle": page("everybody", "principle"),
    "framework-editions": page("everybody"),
    "framework-compare": page("everybody", "edition"),
    "framework-edition": page("everybody", "edition"),
    "framework-edition-principle": page("everybody", "edition"),
    "sign-in": form("everybody"),
    "sign-in-help": page("everybody"),
    "new-password": form("everybody"),
    "sign-in-link-request": form("everybody"),
    "sign-in-link-sent": page("everybody"),
    "sign-in-by-link": form("everybody"),
    "confirm-credentials": form("everybody"),
    "sign-out": action("signed in"),
    "admin-login-redirect": form("everybody"),
    "account": page("signed in"),
    "own-password": form("signed in"),
    "sign-out-elsewhere": action("signed in"),
    "own-confirmation": action("signed in"),
    "no-role": page("signed in"),
    "cover": form("signed in", "managers"),
    "end-cover": action("signed in", "own cover"),
    "manage-cover": form("administrators", about="person"),
    "manage-cover-end": action("administrators", "entered cover"),
    "person": page("officers", "person"),
    "manage-people": page("administrators"),
    "new-person": form("administrators"),
    "manage-person": form("administrators", about="person"),
    "add-role": form("administrators", about="person"),
    "role-details": form("administrators", about="person"),
    "take-role": action("administrators", "role"),
    "make-inactive": form("administrators", about="person"),
    "held-by-leavers": page("managers and administrators"),
    "make-active": form("administrators", about="person"),
    "send-link": action("administrators", "person"),
    "send-confirmation": action("administrators", "person"),
    "confirm-in-place": form("administrators", about="person"),
    "notifications": page("signed in"),
    "notifications-read": action("signed in"),
    "notifications-choose": form("signed in"),
    "emails": page("administrators"),
    "email-retry": action("administrators", "email"),
    "calendar": form("signed in"),
    "calendar-reset": page("signed in"),
    "calendar-feed": page("everybody", "calendar"),
    "council-lists": page("administrators"),
    "council-list": form("administrators", about="list"),
    "council-list-import": form("administrators", about="list"),
    "council-list-entry": form("administrators", about="list entry"),
    "council-list-end": form("administrators", about="list entry"),
    "council-list-reopen": action("administrators", "list entry"),
    "council-days": form("administrators"),
    "council-day-delete": action("administrators", "council day"),
    "healthz": page("everybody"),
    "healthz-deep": page("everybody"),
    "manage-messages": page("administrators"),
    "security-record": page("administrators and auditors"),
    "admin": page("developers"),
    "cycle-new": page("commissioners and managers"),
    "cycle-new-page": form("commissioners and managers", about="page"),
    "cycle": of_cycle("people with a role"),
    "cycle-edit": of_cycle("the team", "the team"),
    "cycle-replaces": of_cycle("the team", "the team"),
    "cycle-next": of_cycle("the team and managers", "the team and managers"),
    "cycle-people": of_cycle("the lead and managers", "the lead and managers"),
    "cycle-restrict": of_cycle("the lead and managers", "the lead and managers"),
    "stage": of_cycle("officers"),
    "publish": of_cycle("the lead", "the lead"),
    "question": of_cycle("officers", "the team"),
    "question-more": of_cycle("the team", "the team"),
    "question-missing-part": of_cycle("the owner of the missing part", "the owner of the missing part"),
    "question-draft": action("the team", "cycle"),
    "question-evidence": of_cycle("the team", "the team"),
    "question-confirmation": of_cycle("officers", "the team and the adviser asked"),
    "question-exception": of_cycle("the lead and managers", "the lead and managers"),
    "evidence": of_cycle("people with a role"),
    "evidence-new": of_cycle("the team", "the team"),
    "evidence-item": of_cycle("officers"),
    "evidence-download": of_cycle("officers"),
    "dates": of_cycle("people with a role"),
    "dates-plan-all": of_cycle("the team and managers", "the team and managers"),
    "date": of_cycle("the team and managers", "the team and managers"),
    "nudge": action("the team and managers", "cycle"),
    "conditions": of_cycle("people with a role"),
    "condition": of_cycle("people with a role", "the condition's owner and managers"),
    "history": of_cycle("people with a role"),
    "history-export": of_cycle("people with a role"),
    "gate": of_cycle("officers"),
    "submission": of_cycle("officers"),
    "submit": of_cycle("the team", "the team"),
    "submit-check": of_cycle("the team", "the team"),
    "withdraw": of_cycle("the team", "the team"),
    "decide": of_cycle("officers", "deciders"),
    "decide-conditions": of_cycle("deciders", "deciders"),
    "decide-reopen": of_cycle("deciders", "deciders"),
    "decide-check": of_cycle("deciders", "deciders"),
    "correct": of_cycle("deciders", "deciders"),
}
