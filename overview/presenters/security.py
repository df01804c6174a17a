"""Lines of the security record in plain English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from accounts.roles import roles_of
from audit.models import SecurityEvent, SecurityKind
from audit.secret_paths import MASK
from cycles.converters import ReferenceConverter
from cycles.selectors.visibility import visible_to

REFERENCE = re.compile(ReferenceConverter.regex, re.IGNORECASE)
UNKNOWN = "an account that does not exist"

# By kind: what happened where a person did it, and where somebody else did it to them.
SENTENCES: dict[str, tuple[str, str]] = {
    SecurityKind.SIGNED_IN: ("{person} signed in with {means}", ""),
    SecurityKind.SIGN_IN_FAILED: ("Wrong password for {person}", ""),
    SecurityKind.LOCKED_OUT: ("Too many wrong guesses for {person}, so no password was accepted", ""),
    SecurityKind.SIGNED_OUT: ("{person} signed out", ""),
    SecurityKind.REFUSED: ("Refused: {person} tried to {do} {path}", ""),
    SecurityKind.LINK_REQUESTED: (
        "A link to sign in was requested for {person}",
        "{actor} had a link to sign in sent to {person}",
    ),
    SecurityKind.INVITED: ("{person} was invited", "{actor} invited {person}"),
    SecurityKind.EMAIL_RETRIED: (
        "An email to {person} was sent again",
        "{actor} had an email to {person} sent again",
    ),
    SecurityKind.PASSWORD_CHANGED: ("{person} set a new password", "{actor} changed the password of {person}"),
    SecurityKind.ADDRESS_CHANGED: (
        "{person} changed their email address",
        "{actor} changed the email address of {person}",
    ),
}
# Of what is beyond audit.security.MOST_ROWS.
FURTHER = {
    SecurityKind.SIGN_IN_FAILED: "Wrong password for further accounts",
    SecurityKind.LOCKED_OUT: "Too many wrong guesses for further accounts, so no password was accepted",
    SecurityKind.REFUSED: "Refused: {person} tried to open or change further pages",
}
ON_COMMAND_LINE = "The password of {person} was set on the command line"
MEANS = {"password": "their password", "link": "a link sent by email"}


@dataclass(frozen=True)
class SecurityLine:
    at: datetime
    sentence: str
    address: str


def security_lines(events: Iterable[SecurityEvent], reader: User, today: date) -> Sequence[SecurityLine]:
    """References of cycles that do not exist for the reader are masked; one statement asks for all of them."""
    rows = list(events)
    named = {reference.upper() for row in rows for reference in REFERENCE.findall(row.path)}
    shown = named
    if named and not roles_of(reader).sees_restricted:
        shown = set(visible_to(reader, today).filter(reference__in=named).values_list("reference", flat=True))

    def mask(reference: re.Match[str]) -> str:
        return reference[0] if reference[0].upper() in shown else MASK

    lines = []
    for row in rows:
        alone, by_somebody_else = SENTENCES[row.kind]
        if row.facts.get("means") == "command line":
            alone = ON_COMMAND_LINE
        if row.facts.get("further"):
            alone = FURTHER[SecurityKind(row.kind)]
        sentence = (by_somebody_else if row.actor else alone).format(
            person=row.person or UNKNOWN,
            actor=row.actor,
            path=REFERENCE.sub(mask, row.path),
            means=MEANS.get(row.facts.get("means", ""), "another service"),
            do="open" if row.facts.get("method") in ("GET", "HEAD") else "change something at",
        )
        times = f" ({row.count} times)" if row.count > 1 else ""
        lines.append(SecurityLine(row.at, sentence + times, row.address))
    return lines
