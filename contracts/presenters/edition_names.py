"""Names of the codes of an edition that agreements keep: an agreement outlasts the edition it was made under."""

from __future__ import annotations

from principles.edition_cache import parts_of
from principles.models import DeliveryRoute, Edition, LegalRegime, RegimeRoute

Coded = type[DeliveryRoute] | type[LegalRegime] | type[RegimeRoute]


def route_name(edition: Edition, model: Coded, code: str) -> str:
    """The name in the edition in force; of a code that it no longer has, the code in words."""
    names = {part.code: part.name for part in parts_of(edition, model)}
    return names.get(code) or code.replace("_", " ").capitalize()


def route_choices(edition: Edition, model: Coded, code: str) -> list[tuple[str, str]]:
    """All of the edition in force, and the one chosen already where it is of another edition."""
    choices = [(part.code, part.name) for part in parts_of(edition, model)]
    if code and code not in dict(choices):
        choices.append((code, route_name(edition, model, code)))
    return choices


def risk_class_name(edition: Edition, code: str) -> str:
    return dict(risk_class_choices(edition, code)).get(code, "")


def risk_class_choices(edition: Edition, code: str) -> list[tuple[str, str]]:
    """Those of the edition in force, and the one chosen already; an older edition has none."""
    choices = [(str(each["code"]), str(each["name"])) for each in edition.figures.get("risk_classes", ())]
    if code and code not in dict(choices):
        choices.append((code, code.replace("_", " ").capitalize()))
    return choices
