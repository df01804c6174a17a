"""The part of a cycle's forms that asks how it will be delivered, and which legal regime applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from cycles.services.values import value_faults
from principles.edition_cache import parts_of
from principles.models import DeliveryRoute, Edition, LegalRegime, Part, RegimeRoute
from ui.forms import CouncilForm
from ui.widgets import Checkboxes, Radios
from ui.wording import listed

# What delivery routes, legal regimes and the routes of a regime are for, by code; an edition may have others.
HINTS = {
    "pa2023_standard": "Goods, works and services bought from a supplier, at or over the threshold",
    "pa2023_light_touch": "Social, education and certain other services to people, at or over their own threshold",
    "pa2023_below_threshold": "Anything bought from a supplier that is worth less than the threshold",
    "psr_2023": "Health care services to patients or the public, with or without a tender",
    "pcr2015_legacy": "Only for a procurement that began before 24 February 2025",
    "not_a_procurement": "For example a grant, direct payments, or what the council does itself",
    "psr_direct_a": "Only the present provider is able to do it",
    "psr_direct_b": "People choose their provider, and the council does not limit how many there are",
    "psr_direct_c": "The present contract ends, its provider does well, and what is asked changes little",
    "psr_msp": "The council can tell without a tender which provider fits best",
    "psr_competitive": "Providers are asked to compete",
    "in_house": "By the council’s own staff",
    "procure": "To be bought by a tender or by quotations",
    "call_off_framework": "To be bought from a supplier of a framework that stands already",
    "direct_award": "To be bought from one supplier without a tender",
    "partnership_s75": "For example with the NHS, under section 75 of the National Health Service Act 2006",
    "direct_payments": "People are given the money, and choose their own support",
    "grant": "Money towards what the body does, without a contract to buy it",
    "cease": "Nothing takes its place",
}


def hints_of(parts: Iterable[Part]) -> dict[str, str]:
    """By the id of each part, as a form offers it."""
    return {str(part.pk): HINTS[part.code] for part in parts if part.code in HINTS}


class EditionForm(CouncilForm):
    """A form whose choices come from the cycle's edition; `so_far` has the values of earlier pages."""

    def __init__(self, *args: Any, edition: Edition, so_far: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.edition = edition
        self.so_far = so_far or {}
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Set choices, and initial values that follow from `so_far`."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, fault in value_faults(self.edition, values).items():
            self.add_error(name, fault)
        return values


class RouteForm(EditionForm):
    """By which routes it is delivered, and which legal regime applies."""

    delivery_route = forms.ModelChoiceField(
        DeliveryRoute.objects.none(),
        label="How will it be delivered?",
        required=False,
        blank=True,
        empty_label="Not decided yet",
        widget=Radios(),
        error_messages={"invalid_choice": "Select a delivery route from the list"},
    )
    other_routes = forms.MultipleChoiceField(
        label="Or is it a combination?",
        help_text="Tick what the main route is combined with. The questions and dates of all of them apply.",
        required=False,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": "Select delivery routes from the list"},
    )
    legal_regime = forms.ModelChoiceField(
        LegalRegime.objects.none(),
        label="Which legal regime applies?",
        help_text="The law by which it is bought or arranged. How it will be delivered and its legal regime must both"
        " be decided before the Plan gate is submitted. Until then every question is asked.",
        required=False,
        blank=True,
        empty_label="Not decided yet",
        widget=Radios(),
        error_messages={"invalid_choice": "Select a legal regime from the list"},
    )
    regime_route = forms.ModelChoiceField(
        RegimeRoute.objects.none(),
        help_text="Only under that legal regime. It must be decided before the Plan gate is submitted, too.",
        required=False,
        blank=True,
        empty_label="Not decided yet, or another legal regime",
        widget=Radios(),
        error_messages={"invalid_choice": "Select a route from the list"},
    )

    def prepare(self) -> None:
        super().prepare()
        routes: Any = self.fields["delivery_route"]
        others: Any = self.fields["other_routes"]
        regimes: Any = self.fields["legal_regime"]
        routes.queryset = self.edition.deliveryroute_set.all()
        others.choices = [(route.code, route.name) for route in parts_of(self.edition, DeliveryRoute)]
        regimes.queryset = self.edition.legalregime_set.all()
        routes.widget.hints = hints_of(parts_of(self.edition, DeliveryRoute))
        regimes.widget.hints = hints_of(parts_of(self.edition, LegalRegime))
        with_routes = {route.regime for route in parts_of(self.edition, RegimeRoute)}
        if not with_routes:
            del self.fields["regime_route"]
            return
        laws = [regime.name for regime in parts_of(self.edition, LegalRegime) if regime.code in with_routes]
        regime_routes: Any = self.fields["regime_route"]
        regime_routes.label = f"Which route of the {listed(laws)}?"
        regime_routes.queryset = self.edition.regimeroute_set.all()
        regime_routes.widget.hints = hints_of(parts_of(self.edition, RegimeRoute))
