"""Thirteen agreements of every kind and law, as facts for the rules of notices, on one day.

All were bought at the same time: tender on Tuesday 5 May 2026, award on Friday 18 December 2026, signature on Tuesday
5 January 2027, from 1 April 2027 to 31 March 2029; but the legacy contract two years earlier, signed on Monday 6
January 2025.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from notices.facts import NoticedChange, NoticedPayment, NoticeFacts

TODAY = date(2027, 6, 1)
CHANGE = NoticedChange("V1", date(2027, 5, 10), notifiable=True, value=Decimal(600_000))


def bought(**facts: Any) -> NoticeFacts:
    """A contract of £6.6 million put to tender under the Procurement Act 2023, changed by the facts given."""
    return replace(
        NoticeFacts(
            kind="contract",
            route="procure",
            regime="pa2023_standard",
            category="goods_services",
            value_with_vat=Decimal(6_600_000),
            value_without_vat=Decimal(5_500_000),
            engagement_on=date(2026, 3, 2),
            tender_on=date(2026, 5, 5),
            award_on=date(2026, 12, 18),
            signed_on=date(2027, 1, 5),
            start=date(2027, 4, 1),
            end=date(2029, 3, 31),
            kpis_published=True,
            changes=(CHANGE,),
            payments=(
                NoticedPayment(date(2027, 4, 20), Decimal("30000.01")),
                NoticedPayment(date(2027, 5, 20), Decimal(30_000)),
            ),
        ),
        **facts,
    )


def worth(with_vat: int, without_vat: int) -> dict[str, Any]:
    return {"value_with_vat": Decimal(with_vat), "value_without_vat": Decimal(without_vat)}


UNDER_PSR: dict[str, Any] = {"regime": "psr_2023", "engagement_on": None}
NOTHING_BOUGHT: dict[str, Any] = {
    "regime": "not_a_procurement",
    "category": "",
    "engagement_on": None,
    "tender_on": None,
    "award_on": None,
}
AGREEMENTS = {
    "standard": bought(),
    "below_threshold": bought(regime="pa2023_below_threshold", advertised=True, **worth(120_000, 100_000)),
    "light_touch": bought(regime="pa2023_light_touch", **worth(1_200_000, 1_000_000)),
    "light_touch_below": bought(regime="pa2023_below_threshold", advertised=False, **worth(500_000, 500_000)),
    "call_off": bought(
        kind="call_off", route="call_off_framework", tender_on=None, changes=(), **worth(960_000, 800_000)
    ),
    "direct_award": bought(
        route="direct_award", tender_on=None, engagement_on=None, changes=(), **worth(360_000, 300_000)
    ),
    "psr_direct_a": bought(regime_route="psr_direct_a", route="direct_award", tender_on=None, **UNDER_PSR),
    "psr_direct_c": bought(regime_route="psr_direct_c", route="direct_award", tender_on=None, **UNDER_PSR),
    "psr_competitive": bought(regime_route="psr_competitive", changes=(), **UNDER_PSR),
    "grant": bought(kind="grant", route="grant", **NOTHING_BOUGHT),
    "section_75": bought(kind="section_75", route="partnership_s75", **NOTHING_BOUGHT),
    "in_house": bought(kind="in_house", route="in_house", **NOTHING_BOUGHT),
    "legacy": bought(
        regime="pcr2015_legacy",
        tender_on=date(2024, 5, 7),
        award_on=date(2024, 12, 18),
        signed_on=date(2025, 1, 6),
        start=date(2025, 4, 1),
        end=date(2027, 3, 31),
    ),
}
