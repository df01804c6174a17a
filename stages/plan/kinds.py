"""The tables of Plan."""

from __future__ import annotations

from cycles.models import Cycle
from principles.models import Stage
from stages.plan.models import DeliveryModel, DemandAction, DutyNote, MinimumStandard, Option, PlannedMeasure, Risk
from stages.records.kinds import Choices, RecordKind

RISK_KINDS = {
    "provider_failure": "Provider failure",
    "tupe": "Staff transfer and pensions (TUPE)",
    "subsidy": "Subsidy control",
    "information": "Information",
    "mobilisation": "Mobilisation",
    "exit": "Exit",
    "reorganisation": "Local government reorganisation",
}


def risk_choices(cycle: Cycle) -> Choices:
    """The kinds that the edition asks for, and any other."""
    codes = cycle.edition.figures.get("risk_kinds", [])
    return [
        *((code, RISK_KINDS.get(code, code.replace("_", " ").capitalize())) for code in codes),
        ("", "Another risk"),
    ]


KINDS = (
    RecordKind(
        code="options",
        stage=Stage.PLAN,
        model=Option,
        name="Options",
        singular="option",
        lead="The ways in which the need could be met, from keeping things as they are to stopping it.",
        fields=("name", "kind", "description", "advantages", "disadvantages", "is_ruled_out", "reason"),
        columns=("name", "kind", "is_ruled_out", "reason"),
        title="name",
        empty="Add the options that were considered: keep as is, stop, in-house, partnership or grant, external.",
        short_fields=("name", "kind", "is_ruled_out", "reason"),
        principle="robustness",
    ),
    RecordKind(
        code="risks",
        stage=Stage.PLAN,
        model=Risk,
        name="Risks",
        singular="risk",
        lead="What could go wrong, how likely and how bad it is, and who does what about it.",
        fields=("kind", "cause", "effect", "likelihood", "impact", "response", "owner", "review_on"),
        columns=("cause", "kind", "effect", "likelihood", "impact", "response", "owner"),
        title="cause",
        empty="Add the risks that the framework asks about: provider failure, staff transfer, subsidy, information, "
        "mobilisation and exit.",
        short_fields=("cause", "likelihood", "impact", "response"),
        choices={"kind": risk_choices},
        checks=("risks_owned",),
        principle="robustness",
        is_carried=True,
        left_behind=("review_on",),
    ),
    RecordKind(
        code="standards",
        stage=Stage.PLAN,
        model=MinimumStandard,
        name="Minimum standards",
        singular="standard",
        lead="The standards of quality, safety and safeguarding that the specification sets, and how each is checked.",
        fields=("what", "checked_how", "specification_link"),
        columns=("what", "checked_how", "specification_link"),
        title="what",
        short_fields=("what", "checked_how"),
        principle="good_value_outcomes",
        is_carried=True,
    ),
    RecordKind(
        code="measures",
        stage=Stage.PLAN,
        model=PlannedMeasure,
        name="Key measures",
        singular="measure",
        lead="How much is done, how well, and whether anyone is better off: at least one measure of each.",
        fields=(
            "name",
            "kind",
            "outcome",
            "definition",
            "unit",
            "baseline",
            "target",
            "tolerance",
            "frequency",
            "data_owner",
            "consequence",
        ),
        columns=("name", "kind", "baseline", "target", "frequency", "data_owner"),
        title="name",
        short_fields=("name", "kind", "target", "frequency"),
        checks=("measures_complete",),
        principle="performance",
        is_carried=True,
        left_behind=("outcome",),
    ),
    RecordKind(
        code="delivery",
        stage=Stage.PLAN,
        model=DeliveryModel,
        name="Delivery model",
        singular="part",
        lead="Lots or parts, how long, how people keep their independence, and how local providers can take part.",
        fields=(
            "name",
            "term_months",
            "extension",
            "builds_independence",
            "transition",
            "local_access",
            "social_value",
            "technology",
        ),
        columns=("name", "term_months", "extension", "local_access", "social_value"),
        title="name",
        principle="championing_lincolnshire",
    ),
    RecordKind(
        code="duties",
        stage=Stage.PLAN,
        model=DutyNote,
        name="Duties and strategies",
        singular="note",
        lead="Short notes that a report can quote: needs assessment, strategies, crime and disorder, other policies.",
        fields=("kind", "document", "note"),
        columns=("document", "kind", "note"),
        title="document",
        principle="one_council",
    ),
    RecordKind(
        code="demand-management",
        stage=Stage.PLAN,
        model=DemandAction,
        name="Demand management",
        singular="action",
        lead="What will prevent, reduce or delay need.",
        fields=("what", "effect", "by_when", "owner"),
        columns=("what", "effect", "by_when", "owner"),
        title="what",
        principle="innovate",
    ),
)
