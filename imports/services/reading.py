"""A file as rows that can be stored: plain values under the names that agreements have for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.supplier_names import supplier_key
from imports.register_files.dates import OPEN_END
from imports.register_files.fields import RegisterField
from imports.register_files.problems import ProblemLevel, RegisterRow, RowProblem, RowValue
from imports.register_files.rows import RegisterTable
from imports.register_files.suppliers import SupplierInCell
from imports.register_files.terms import ContractTerm
from imports.register_files.values import NoticeInCell
from imports.services.register import OWN_REFERENCE

LONGEST_REFERENCE, LONGEST_SUPPLIER, LONGEST_RISK_CLASS, LONGEST_OCID = 80, 200, 40, 80
# How offers were asked for, in the words of registers: the codes of the edition's delivery routes.
ROUTES = {
    "open": "procure",
    "restricted": "procure",
    "competitive_flexible": "procure",
    "negotiated": "procure",
    "quotation": "procure",
    "call_off": "call_off_framework",
    "call_off_direct": "call_off_framework",
    "direct_award": "direct_award",
    "waiver": "direct_award",
    "psr_direct_a": "direct_award",
    "psr_direct_b": "direct_award",
    "psr_direct_c": "direct_award",
    "psr_msp": "direct_award",
}
# Fields whose texts or codes are kept as they are.
PLAIN = {
    RegisterField.REFERENCE: "council_reference",
    RegisterField.TITLE: "title",
    RegisterField.DESCRIPTION: "description",
    RegisterField.KIND: "kind",
    RegisterField.DIRECTORATE: "directorate",
    RegisterField.SERVICE: "service",
    RegisterField.REGIME: "regime",
    RegisterField.PROCEDURE: "procedure",
    RegisterField.CONTRACT_MANAGER: "contract_manager",
    RegisterField.RISK_CLASS: "risk_class",
    RegisterField.OCID: "ocid",
    RegisterField.COMPANY_NUMBER: "company_number",
    RegisterField.CHARITY_NUMBER: "charity_number",
    RegisterField.IS_SMALL: "is_small",
    RegisterField.IS_VOLUNTARY: "is_voluntary",
    RegisterField.IS_LOCAL: "is_local",
    RegisterField.PUBLISHED_URL: "published_url",
}
MONEY = (RegisterField.VALUE, RegisterField.YEARLY_VALUE, RegisterField.VAT_NOT_RECOVERABLE)
DAYS = {RegisterField.START: "start", RegisterField.REVIEW: "review_on"}


@dataclass
class RowFacts:
    """One row as it is stored."""

    number: int
    cells: dict[str, str]
    values: dict[str, Any]
    problems: list[dict[str, str]] = field(default_factory=list)
    left_out_because: str = ""

    def say(self, of: RegisterField, level: ProblemLevel, sentence: str, remedy: str = "") -> None:
        self.problems.append(_plain_problem(RowProblem(f"row {self.number}", of, level, sentence, remedy)))


@dataclass(frozen=True)
class CouncilWords:
    """The council's own words: a cell that says one of them is not guessed at.

    `codes` are those of routes and regimes by field and name, in small letters; `suppliers` are keys of their names.
    """

    codes: Mapping[RegisterField, Mapping[str, str]]
    suppliers: Collection[str]


def rows_of(table: RegisterTable, today: date, words: CouncilWords) -> list[RowFacts]:
    """Every row of the table."""
    return [_row(row, today, words) for row in table.rows]


def _row(row: RegisterRow, today: date, words: CouncilWords) -> RowFacts:
    values = {name: row.values[of] for of, name in PLAIN.items() if of in row.values}
    values |= {of.code: str(row.values[of]) for of in MONEY if isinstance(row.values.get(of), Decimal)}
    values |= {name: day for of, name in DAYS.items() if (day := _day(row.values, of))}
    facts = RowFacts(
        row.number,
        {of.code: text for of, text in row.texts.items()},
        values,
        [_plain_problem(problem) for problem in row.problems],
        row.left_out[:300],
    )
    _set_term(facts, row.values)
    if isinstance(route := row.values.get(RegisterField.ROUTE), str):
        facts.values["route"] = ROUTES.get(route, "")
        if route.startswith("psr_"):
            facts.values["regime_route"] = route
            facts.values.setdefault("regime", "psr_2023")
    award = _day(row.values, RegisterField.AWARD_DATE)
    if award and award <= today.isoformat():
        facts.values["signed_on"] = award
    elif award:
        sentence = "The award lies in the future, so it is not taken as the day of signing"
        facts.say(RegisterField.AWARD_DATE, ProblemLevel.NOTE, sentence)
    _set_suppliers(facts, row.values)
    if OWN_REFERENCE.fullmatch(facts.values.get("council_reference", "")):
        facts.values["reference"] = facts.values.pop("council_reference").upper()
        facts.left_out_because = ""  # the row of an agreement
    if council_reference := row.values.get(RegisterField.COUNCIL_REFERENCE):
        facts.values["council_reference"] = council_reference
    _set_council_words(facts, row.texts, words)
    if not facts.values.get("title") and (suppliers := facts.values.get("suppliers")):
        facts.values["made_up_title"] = f"Agreement with {suppliers[0][0]}"
        sentence = f"The row has no title: a new entry would be called “{facts.values['made_up_title']}”"
        facts.say(RegisterField.TITLE, ProblemLevel.DOUBT, sentence, "Enter a title")
    _limit(facts)
    return facts


def _set_council_words(facts: RowFacts, texts: Mapping[RegisterField, str], words: CouncilWords) -> None:
    known: list[RegisterField] = []
    for of, name in ((RegisterField.ROUTE, "route"), (RegisterField.REGIME, "regime")):
        if code := words.codes[of].get(texts.get(of, "").casefold()):
            facts.values[name] = code
            known.append(of)
    names = [name.strip() for name in texts.get(RegisterField.SUPPLIERS, "").split(";")]
    if all(supplier_key(name) in words.suppliers for name in names):
        facts.values["suppliers"] = [[name, ""] for name in names]
        known.append(RegisterField.SUPPLIERS)
    codes = {of.code for of in known}
    facts.problems = [problem for problem in facts.problems if problem["field"] not in codes]


def _set_term(facts: RowFacts, values: Mapping[RegisterField, RowValue]) -> None:
    """The end of the initial term, or that it has none; the options to extend; the notice to be given."""
    if values.get(RegisterField.END) is OPEN_END:
        facts.values["is_rolling"] = True
    elif end := _day(values, RegisterField.END):
        facts.values["first_end"] = end
    term, last = values.get(RegisterField.EXTENSION), _day(values, RegisterField.END_WITH_EXTENSIONS)
    extensions: list[list[Any]] = []
    if isinstance(term, ContractTerm):
        extensions = [[months, None] for months in term.extensions]
        if not extensions and term.until:
            extensions = [[None, term.until.isoformat()]]
    if not extensions and last and last > facts.values.get("first_end", last):
        extensions = [[None, last]]
    if extensions:
        facts.values["extensions"] = extensions
    period = values.get(RegisterField.NOTICE_PERIOD)
    if isinstance(period, NoticeInCell):
        facts.values[f"notice_{period.unit}"] = period.number


def _set_suppliers(facts: RowFacts, values: Mapping[RegisterField, RowValue]) -> None:
    names = values.get(RegisterField.SUPPLIERS)
    suppliers = [name for name in names if isinstance(name, SupplierInCell)] if isinstance(names, tuple) else []
    if suppliers:
        facts.values["suppliers"] = [[name.name[:LONGEST_SUPPLIER], name.lot[:20]] for name in suppliers]
    if any(len(name.name) > LONGEST_SUPPLIER for name in suppliers):
        sentence = f"The name was cut at {LONGEST_SUPPLIER} characters"
        facts.say(RegisterField.SUPPLIERS, ProblemLevel.DOUBT, sentence, "Shorten the name")


def _limit(facts: RowFacts) -> None:
    """What is longer than the register keeps."""
    if len(facts.values.get("council_reference", "")) > LONGEST_REFERENCE:
        del facts.values["council_reference"]
        sentence = f"The reference has more than {LONGEST_REFERENCE} characters"
        facts.say(RegisterField.REFERENCE, ProblemLevel.WRONG, sentence, "Enter a shorter reference")
    for name, of, longest in (
        ("risk_class", RegisterField.RISK_CLASS, LONGEST_RISK_CLASS),
        ("ocid", RegisterField.OCID, LONGEST_OCID),
    ):
        if len(facts.values.get(name, "")) > longest:
            del facts.values[name]
            facts.say(of, ProblemLevel.NOTE, f"It has more than {longest} characters, and is left out")


def _day(values: Mapping[RegisterField, RowValue], of: RegisterField) -> str:
    value = values.get(of)
    return value.isoformat() if isinstance(value, date) else ""


def _plain_problem(problem: RowProblem) -> dict[str, str]:
    return {
        "cell": problem.cell,
        "field": problem.field.code if problem.field else "",
        "level": problem.level.value,
        "sentence": problem.sentence,
        "remedy": problem.remedy,
    }
