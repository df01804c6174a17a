"""What people type for a complex cycle: telecare for older people, from its first finding to its equality analysis.

The population of 65 and over is real: ONS projections for Lincolnshire, rows "projection" of the county's demand data
(lincolnshire_adult_care_demand.csv). Rates, costs, scores and everything else are invented.
"""

from __future__ import annotations

import re
from datetime import date

from tests.browser.typist import Typist

PEOPLE_OF_65 = "Year\tValue\n2025\t194060\n2030\t217390\n2035\t238846"
FINDINGS = """Finding\tSource\tDate of the source\tWhat is missing or uncertain
The county has 194,060 people of 65 and over\tONS projection\t30 June 2025\tNone known
One in forty has telecare\tInvented\t31 March 2026\tPeople who pay for it themselves"""
# Pounds for a person and year; five years of the projected demand.
COSTS = """Option\tCost\tKind\tAmount\tThe volume is the projected demand\tFirst financial year\tLast financial year
Keep as is\tTelecare\tRate times volume\t500\tyes\t2028/29\t2032/33
Council team\tTelecare\tRate times volume\t625\tyes\t2028/29\t2032/33
Grants\tTelecare\tRate times volume\t500\tyes\t2028/29\t2032/33
Open list\tTelecare\tRate times volume\t400\tyes\t2028/29\t2032/33
Sensors first\tTelecare\tRate times volume\t400\tyes\t2028/29\t2032/33"""
FUNDING = """Financial year\tWhere the money comes from\tAmount\tSecured
2028/29\tAdult care\t2080580\tyes
2029/30\tAdult care\t2127240\tyes
2030/31\tAdult care\t2173900\tyes
2031/32\tAdult care\t2216812\tyes
2032/33\tAdult care\t2259724\tyes"""
RISKS = """Kind\tCause\tLikelihood\tImpact\tResponse\tOwner
Provider failure\tA provider closes\t3 Possible\t4 Major\tTwo providers a zone\tPriya Nair
Staff transfer and pensions (TUPE)\tStaff lists come late\t3 Possible\t3 Moderate\tAsked for early\tPriya Nair
Subsidy control\tA grant is a subsidy\t2 Unlikely\t3 Moderate\tBelow the limit\tPriya Nair
Information\tAlarm records are lost\t2 Unlikely\t5 Severe\tHandover file\tPriya Nair
Mobilisation\tDevices come late\t3 Possible\t3 Moderate\tOrdered before award\tPriya Nair
Exit\tDevices belong to the provider\t3 Possible\t4 Major\tRight to buy\tPriya Nair
Local government reorganisation\tThe council is replaced\t4 Likely\t2 Minor\tNovation clause\tPriya Nair"""
ASKED_OF_MEASURES = (
    "Measure",
    "What it tells",
    "How it is worked out",
    "Baseline",
    "Target",
    "Tolerance",
    "How often",
    "Who has the data",
    "What follows if it is missed",
)
MEASURES = (
    "\t".join(ASKED_OF_MEASURES)
    + """
People with telecare\tHow much do we do?\tCounted\t4800\t5700\t100\tMonthly\tProvider\tRecovery plan
Alarms answered in a minute\tHow well do we do it?\tLog\t91\t97\t2\tMonthly\tProvider\tRecovery plan
People still at home after a year\tIs anyone better off?\tSurvey\t82\t87\t1\tYearly\tCouncil\tReview"""
)
OPTIONS = (
    ("Keep as is", "Keep as is", "Kept for comparison"),
    ("Stop", "Stop", "The Care Act asks for it"),
    ("Council team", "Deliver it in-house", "Kept: it knows the people"),
    ("Grants", "Partnership or grant", "Kept: local"),
    ("Open list", "External supplier", "Kept: the market favours it"),
    ("Sensors first", "Redesign with technology", "Kept: a pilot went well"),
)
CRITERIA = (("Better lives", 30), ("Quality", 20), ("Cost", 25), ("Reach", 15), ("Local economy", 10))
SCORES = {  # without Cost
    "Keep as is": (2, 3, 3, 3),
    "Council team": (5, 4, 4, 3),
    "Grants": (3, 2, 2, 5),
    "Open list": (4, 4, 4, 4),
    "Sensors first": (3, 3, 2, 2),
}
HARM = "People with dementia may be unsettled by a new device."
LIMBS = ("Eliminate discrimination", "Advance equality of opportunity", "Foster good relations")
ON_FILE = date(2026, 3, 31)


def bring_in(lead: Typist, table: str, rows: str) -> None:
    """As somebody who has them in a spreadsheet."""
    lead.open(f"{table}/paste/")
    lead.fill("Paste rows from a spreadsheet", rows)
    lead.press("Continue")
    lead.press(re.compile("Bring in [0-9]+ row"))


def find_needs(lead: Typist) -> None:
    bring_in(lead, "analyse/findings", FINDINGS)
    lead.open("analyse/priorities/fill/")
    for row, priority in enumerate(("Nobody lies on the floor for hours", "Carers sleep at night"), 1):
        lead.fill(f"Priority, row {row}", priority)
        lead.fill(f"Why it stands here, row {row}", "Residents said so")
    lead.press("Save")
    lead.open("analyse/outcomes/")
    lead.press("Add an outcome")
    lead.fill("Result for residents", "More people stay in their own home")
    lead.fill("For whom", "Individuals")
    lead.fill("Corporate Plan ambition", "Enable everyone to enjoy life to the full")
    lead.fill("Indicator", "People at home a year after their first alarm")
    lead.fill("Baseline", "82.4")
    lead.date("Date of the baseline", ON_FILE)
    lead.press("Add")


def project_demand(lead: Typist) -> None:
    """24, 25 and 26 of 1,000 people of 65 and over, at £400 a year."""
    lead.open("analyse/needs/")
    lead.press("Add a demand series")
    for label, text in (
        ("Name", "People with telecare"),
        ("What is needed", "telecare"),
        ("Unit", "people"),
        ("First year of the projection", "2026"),
        ("Last year of the projection", "2035"),
        ("Source of the figures", "ONS projection of people of 65 and over; rates are invented"),
        ("Cost of one unit", "400"),
        ("Source of the unit cost", "Invented"),
    ):
        lead.fill(label, text)
    lead.tick("Rates on a population projection")
    for label, rate in (("Low rate", "24"), ("Central rate", "25"), ("High rate", "26")):
        lead.fill(label, rate)
    lead.tick("These figures are an example")
    lead.press("Add, and enter its figures")
    lead.fill("Paste rows from a spreadsheet", PEOPLE_OF_65)
    lead.press("Check the rows")
    lead.press("Bring in")


def list_options(lead: Typist) -> None:
    lead.open("plan/options/")
    for row, (name, kind, reason) in enumerate(OPTIONS, 1):
        if row > 2:  # the first two stand there already
            lead.fill(f"Option, row {row}", name)
            lead.fill(f"Kind of option, row {row}", kind)
        lead.fill(f"Why it is kept or ruled out, row {row}", reason)
    lead.tick("Ruled out, row 2")
    lead.press("Save, and go to criteria")


def enter_costs(lead: Typist) -> None:
    bring_in(lead, "plan/cost-lines", COSTS)
    bring_in(lead, "plan/funding", FUNDING)
    lead.open("plan/cost-basis/new/")
    lead.fill("Year of the prices", "2026/27")
    lead.date("Confirmed by Finance on", date.today())
    lead.fill("Whole-life cost that Finance confirmed", "10,858,256")
    lead.press("Add")


def score_options(lead: Typist) -> None:
    """From the page of the criteria to the result."""
    for row, (name, weight) in enumerate(CRITERIA, 1):
        lead.fill(f"Criterion, row {row}", name)
        lead.fill(f"Weight, row {row}", str(weight))
    lead.tick("Scored from cost, row 3")
    lead.press("Save and lock")
    typed = [name for name, _ in CRITERIA if name != "Cost"]
    for number, (option, scores) in enumerate(SCORES.items(), 1):
        for criterion, score in zip(typed, scores, strict=True):
            lead.fill(f"Score of option {number}, {option}, against {criterion}", str(score))
    lead.date("Day of scoring", date.today())
    lead.fill("Who was in the room", "Priya Nair, Sam Whitby")
    lead.press("Save scores")


def choose_option(lead: Typist) -> None:
    lead.tick("Open list")
    lead.fill("Why this one?", "It reaches people at the lowest cost")
    lead.tick("Contract with a supplier")
    lead.tick("Procurement Act 2023, light touch")
    lead.press("Check the choice")
    lead.reads("Check the choice: Open list", "£10.9m")
    lead.press("Choose this option")


def analyse_equality(lead: Typist) -> None:
    """A full analysis of all that the law names; disability is harmed, and a mitigation helps."""
    lead.open("plan/equality/")
    lead.press("Open the analysis")
    lead.fill("What is proposed", "Telecare is bought from an open list of providers.")
    lead.fill("What the service data says", "61 % of the people are women; 70 % are 80 or older.")
    lead.date("Date of the data", ON_FILE)
    lead.fill("Groups missing from our evidence", "People who pay for it themselves")
    lead.press("Save and go on to the groups")
    groups = lead.page.locator("details.app-equality:not(:has-text('Not the law’s list'))")
    codes = groups.evaluate_all("all => all.map(one => one.id)")
    lead.page.locator("details.app-equality").evaluate_all("all => all.forEach(one => one.open = true)")
    for code in codes:
        lead.fill("What the evidence shows", "Records of March 2026", within=f"#{code}")
        for limb in LIMBS:
            harmed = code == "disability" and limb == LIMBS[1]
            lead.fill(limb, "Negative" if harmed else "None", within=f"#{code}")
    lead.fill(f"Why, in a sentence ({LIMBS[1][0].lower()}{LIMBS[1][1:]})", HARM, within="#disability")
    lead.press("Save")
    lead.press("Add a mitigation for disability")
    lead.fill("Action", "Each device is shown at home before the old one goes")
    lead.fill("Owner", "Priya Nair")
    lead.date("Done by", date(2028, 3, 31))
    lead.press("Add")
    lead.press("Write the conclusion")
    lead.fill("Conclusion", "It goes ahead, with devices shown at home first.")
    lead.press(re.compile("^Mark version 1 complete"))
