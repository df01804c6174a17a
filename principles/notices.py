"""The words in which an edition's rules of notices are written. Pure: no Django.

`figures["notices"]` holds each notice with its rules in order: the first that fits an agreement says when the notice is
due, or why it is not required. notices/rules.py applies them.
"""

from __future__ import annotations

# What an agreement is, with its words in a sentence.
AGREEMENT_KINDS = {
    "contract": "contract",
    "framework": "framework",
    "call_off": "call-off",
    "grant": "grant",
    "section_75": "section 75 agreement",
    "in_house": "in-house agreement",
    "direct_payments": "direct-payment scheme",
}
CATEGORIES = {"goods_services": "goods and services", "works": "works", "concession": "a concession"}
# Whose notice it is. The program keeps no dynamic markets.
BELONGS_TO = {"agreement": "an agreement", "council": "the council as a whole", "dynamic_market": "a dynamic market"}
# What a notice is due before or after, with its words after "the day".
AGREEMENT_EVENTS = {
    "tender": "on which the tender started",
    "award": "on which it was awarded",
    "contract_signed": "on which it was signed",
    "start": "on which it starts",
    "change": "of the change",
    "breach": "of the breach",
    "contract_end": "on which it ends",
    "abandonment": "on which the procurement was abandoned",
    "quarter_end": "on which the quarter ends",
    "year_end": "on which the financial year ends",
    "performance_year": "on which a year of performance ends",
}
COUNCIL_EVENTS = {
    "year_start": "on which the financial year starts",
    "quarter_end": "on which the quarter ends",
    "half_year_end": "on which the half-year ends",
    "year_end": "on which the financial year ends",
}
EVENTS = AGREEMENT_EVENTS | COUNCIL_EVENTS
# What may be true of an agreement or its procurement, and whether a rule depends on it.
FLAGS = {
    "engaged": "suppliers were engaged with before the tender",
    "advertised": "the tender was advertised",
    "kpis_published": "its key performance indicators are published",
    "urgent": "it was awarded as urgent",
}
CONDITIONS = ("kinds", "routes", "regimes", "regime_routes", "categories", "value_from", "value_over", "commenced_from")
