"""The register as an import is compared with it: read once for all rows, and matched to each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from accounts.models import User
from contracts.models import Agreement
from contracts.selectors.visibility import visible_agreements

OWN_REFERENCE = re.compile(r"A-\d{4,8}", re.IGNORECASE)
# How like two titles are, of 100, below which one reference is doubted to mean one agreement.
SAME_TITLE = 50


class KnownRegister:
    """The agreements that the person sees, found by references, titles and suppliers.

    Not what a restricted cycle is to put in place: an import is shown to people who don't see the cycle.
    """

    def __init__(self, actor: User, today: date) -> None:
        rows = visible_agreements(actor, today).exclude(is_signed=False, cycle__restricted=True)
        rows = rows.select_related("directorate", "service", "contract_manager")
        self.agreements: dict[int, Agreement] = {
            row.pk: row for row in rows.prefetch_related("supplied_by__supplier", "supplied_by__lot", "extensions")
        }
        self.by_reference: dict[str, list[Agreement]] = defaultdict(list)
        self.by_ocid: dict[str, list[Agreement]] = defaultdict(list)
        self.by_title: dict[str, list[Agreement]] = defaultdict(list)
        self.by_own = {row.reference: row for row in self.agreements.values()}
        for row in self.agreements.values():
            if row.council_reference:
                self.by_reference[reference_key(row.council_reference)].append(row)
            if row.ocid:
                self.by_ocid[row.ocid.lower()].append(row)
            self.by_title[title_key(row.title)].append(row)

    def find(self, values: Mapping[str, Any], suppliers: Collection[int]) -> list[Agreement]:
        """The agreements that a row may be about: one where that is sure, several where a person has to say."""
        if own := self.by_own.get(values.get("reference", "")):
            return [own]
        reference = values.get("council_reference") or values.get("reference", "")
        by_number = [
            found
            for found in (
                self.by_reference.get(reference_key(reference), []) if reference else [],
                self.by_ocid.get(values.get("ocid", "").lower(), []),
            )
            if found
        ]
        if by_number:
            return _narrowed(by_number[0], values, suppliers)
        same = [
            row
            for row in self.by_title.get(title_key(values.get("title", "")), [])
            if _may_be(row, values, suppliers) and not (reference and row.council_reference)
        ]
        return _narrowed(same, values, suppliers)


def doubt_of_match(agreement: Agreement, values: Mapping[str, Any], suppliers: Collection[int]) -> str:
    """Why one reference may not mean one agreement: neither title nor supplier is alike."""
    title = values.get("title", "")
    if values.get("reference") or not title:
        return ""
    known = suppliers_of(agreement)
    if known & set(suppliers) or fuzz.token_set_ratio(title_key(title), title_key(agreement.title)) >= SAME_TITLE:
        return ""
    return f"The register has this reference for “{agreement.title}” ({agreement.reference})"


def reference_key(reference: str) -> str:
    """References with one key are the same: capitals, blanks, marks and zeros in front of a number don't count."""
    key = re.sub(r"\W", "", reference).casefold() or reference
    return key.lstrip("0") or key if key.isdecimal() else key


def title_key(title: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", title.casefold()).split())


def suppliers_of(agreement: Agreement) -> set[int]:
    return {row.supplier_id for row in agreement.supplied_by.all()}


def _may_be(row: Agreement, values: Mapping[str, Any], suppliers: Collection[int]) -> bool:
    """Of one title: no other supplier, no other start."""
    known, start = suppliers_of(row), values.get("start")
    if known and suppliers and not known & set(suppliers):
        return False
    if values.get("suppliers") and known and not suppliers:
        return False
    return not (start and row.start) or row.start.isoformat() == start


def _narrowed(rows: Iterable[Agreement], values: Mapping[str, Any], suppliers: Collection[int]) -> list[Agreement]:
    """Of several, the one whose title, suppliers and start are those of the row."""
    found = list(rows)
    title, start = title_key(values.get("title", "")), values.get("start")
    for fitting in (
        [row for row in found if title_key(row.title) == title],
        [row for row in found if suppliers_of(row) == set(suppliers)],
        [row for row in found if (row.start.isoformat() if row.start else None) == start],
    ):
        both = [row for row in found if row in fitting]
        found = both if len(found) > 1 and both else found
    return found
