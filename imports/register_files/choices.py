"""Words of registers that stand for one of a few choices: kinds, routes, regimes, procedures, states, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from imports.register_files.cells import CellValue, plain_text, says_nothing, shortened, without_value
from imports.register_files.results import NotKnown, ReadValue, WrongValue

ChoiceResult = ReadValue[str] | NotKnown | WrongValue
YesNoResult = ReadValue[bool] | NotKnown | WrongValue


@dataclass(frozen=True, slots=True)
class Choices:
    """Codes, each with the pattern that names it, in order: the first that fits is taken."""

    called: str
    examples: str
    patterns: Mapping[str, re.Pattern[str]]


def _choices(called: str, examples: str, **patterns: str) -> Choices:
    compiled = {code: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for code, pattern in patterns.items()}
    return Choices(called, examples, compiled)


KINDS = _choices(
    "a kind of agreement",
    "Contract, Framework, Call-off, Grant, Section 75, In-house or Direct payments",
    call_off=r"call[ -]?offs?|mini[ -]competition|further competition|under (a |the )?framework",
    framework=r"frameworks?|dps|dynamic (purchasing|market)s?( system)?|approved (provider )?list|select list",
    section_75=r"s\.? ?75|sec(tion|\.)? ?75|pooled (budget|fund)|partnership agreement",
    direct_payments=r"direct[ -]payments?|personal budgets?",
    grant=r"grants?( aid| funding| agreement)?",
    in_house=r"in[ -]?house|internal|sla|service level agreement|teckal",
    contract=r"contracts?|agreement|purchase orders?|spot|block|lease|licen[cs]e|services?|goods|works"
    r"|supplies|light touch|concession",
)
REGIMES = _choices(
    "a legal regime",
    "PA2023, PA2023 light touch, PSR or PCR 2015",
    psr_2023=r"psr( ?2023)?|provider selection( regime)?|health care services.*2023",
    pcr2015_legacy=r"(the )?pcr ?(20)?(15|06)?|public contracts? reg(ulation)?s.*|pcrs?.*|2015/102"
    r"|eu directive|ojeu",
    pa2023_light_touch=r"light[ -]touch( regime)?|ltr",
    pa2023_below_threshold=r"(below|sub|under)[ -]threshold|not? (above|over) threshold",
    pa2023_standard=r"pa ?(20)?23( .*)?|procurement act( 2023)?|ukpga 2023/54",
    not_a_procurement=r"not a procurement|no procurement|exempt from procurement|grant|in[ -]?house|section 75",
)
ROUTES = _choices(
    "a route",
    "Open, Restricted, Competitive flexible, Call-off, Direct award or Quotation",
    waiver=r"waivers?|exempt(ion)?s?|exception|single (tender|source)( action)?|sta",
    psr_direct_a=r"(psr )?direct award( process)? a|psr a",
    psr_direct_b=r"(psr )?direct award( process)? b|psr b",
    psr_direct_c=r"(psr )?direct award( process)? c|psr c",
    psr_msp=r"most suitable provider|msp",
    call_off_direct=r"(framework|call[ -]?off).*direct award|direct award.*(framework|call[ -]?off)",
    call_off=r"call[ -]?offs?|mini[ -]?comp(etition)?|further competition|framework|dps"
    r"|dynamic (purchasing|market)( system)?",
    direct_award=r"direct(ly)?( award(ed)?)?|negotiated( procedure)? without .*|negotiated without",
    competitive_flexible=r"competitive flexible( procedure)?|cfp",
    negotiated=r"negotiat(ed|ion).*|competitive dialogue|competition with negotiation|cpn"
    r"|innovation partnership",
    restricted=r"restricted( procedure)?|two[ -]stage",
    quotation=r"quotes?|quotations?|rfqs?|request for quotations?|three quotes",
    open=r"open( procedure| tender| competition)?|single[ -]stage|full tender|tender(ed)?|competitive"
    r"|competition|oj",
)
PROCEDURES = _choices(
    "a procedure",
    "Quotation or Tender",
    quotation=r"invitation to quote|itq|quotes?|quotations?|rfqs?|request for quotations?",
    tender=r"tender(s|ed)?|invitation to tender|itt|open|restricted|competitive.*|mini[ -]?competition"
    r"|further competition|framework"
    r"|call[ -]?off|dps|negotiated|competitive dialogue|rfp",
    neither=r"neither|direct award|waiver|exemption|none|no|not advertised|single (tender|source).*",
)
STATES = _choices(
    "a state",
    "Live, Ended or Awarded",
    cancelled=r"cancelled|canceled|withdrawn|abandoned|void|not awarded|aborted|terminated procurement",
    planned=r"planned|pipeline|future|planning|pre[ -]?procurement|draft|proposed|forthcoming",
    open=r"open|out to tender|tender(ing)?|advertised|in procurement|evaluation|evaluating|in tender",
    closed=r"closed",
    ended=r"ended|expired|complete(d)?|terminated|inactive|finished|archived|lapsed|old",
    awarded=r"awarded|award",
    live=r"live|active|current|in contract|in force|ongoing|runs?|running|extended|signed|started|yes",
)
YES = re.compile(r"(y|yes|true|t|1|x|✓|✔|☑)\b.*|✓|✔|☑", re.IGNORECASE)
NO = re.compile(r"(n|no|false|f|0|none|neither|not|non)\b.*", re.IGNORECASE)
SMALL = re.compile(r"\b(sme|small|micro|medium|small (and|to|or|&) medium.*)\b", re.IGNORECASE)
LARGE = re.compile(r"\b(large|corporate|public (sector|body)|non-?sme)\b", re.IGNORECASE)
VOLUNTARY = re.compile(
    r"\b(vcs(e|o|fe)?|vsc|vco|voluntary|community|charit(y|able)|third sector|social enterprise|cic"
    r"|not[ -]for[ -]profit|non[ -]?profit|mutual)\b",
    re.IGNORECASE,
)
PRIVATE = re.compile(r"\b(private|commercial|limited company|public (sector|body)|large|sme)\b", re.IGNORECASE)
LOCAL = re.compile(r"\b(local|in county|within the county|resident)\b", re.IGNORECASE)
NOT_LOCAL = re.compile(r"\b(national|regional|international|non[ -]?local|out of county|outside)\b", re.IGNORECASE)
MEANINGS = {"is_small": (SMALL, LARGE), "is_voluntary": (VOLUNTARY, PRIVATE), "is_local": (LOCAL, NOT_LOCAL)}


def read_choice(cell: CellValue, choices: Choices) -> ChoiceResult:
    """The code of the words in a cell. Words that name none are left out, with a doubt."""
    text = plain_text(cell)
    for code, pattern in choices.patterns.items():
        if pattern.search(text.replace("_", " ")):
            return ReadValue(code)
    left_out = NotKnown(text, f"“{shortened(text)}” is not known as {choices.called}, and is left out")
    return without_value(text, f"Enter {choices.examples}") or left_out


def read_yes_no(cell: CellValue, field: str) -> YesNoResult:
    """Yes or no, also by a word for what the supplier is: "SME", "Charity", "Large"."""
    if isinstance(cell, bool):
        return ReadValue(cell)
    text = plain_text(cell)
    if says_nothing(text):
        return NotKnown(text)
    positive, negative = MEANINGS[field]
    if YES.fullmatch(text):
        return ReadValue(True)
    for pattern, value in ((NO, False), (negative, False), (positive, True)):
        if (pattern.fullmatch(text) if pattern is NO else pattern.search(text)) and not (
            pattern is negative and positive.search(text)
        ):
            return ReadValue(value)
    left_out = NotKnown(text, f"“{shortened(text)}” is neither yes nor no, and is left out")
    return without_value(text, "Enter Yes or No") or left_out
