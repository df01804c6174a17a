"""The forms of the equality analysis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from approvals.packs import digest, is_digest
from cycles.models import Cycle
from stages.plan.characteristics import Characteristic, characteristic_choices
from stages.plan.equality import IMPACTS, short_limb
from stages.plan.models import Effect, EqualityAnalysis
from stages.plan.services.equality import FULL_FIELDS, AssessmentInput
from ui.forms import CouncilForm, limit_length, set_error_messages
from ui.widgets import Checkboxes, Radios

SENTENCE = 500  # letters
IMPACT_CHOICES = [("", "Not looked at yet"), *IMPACTS.items()]


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DescriptionForm(CouncilForm, forms.ModelForm[Any]):
    """What the analysis is about, and what it rests on."""

    class Meta:
        model = EqualityAnalysis
        fields = FULL_FIELDS
        widgets: ClassVar[dict[str, Any]] = {"proposal": _text(2), "service_data": _text(5), "missing_groups": _text(3)}

    def __init__(self, *args: Any, cycle: Cycle, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cycle = cycle

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}


class ScreeningForm(DescriptionForm):
    """The whole screening of a small cycle."""

    affects = forms.ChoiceField(
        label="Does it affect any group differently?",
        choices=Effect.choices,
        required=False,
        widget=Radios(reveals={"yes": ["affected"]}),
    )
    affected = forms.MultipleChoiceField(label="Which groups", required=False, widget=Checkboxes(small=True))
    conclusion = forms.CharField(
        label="Conclusion",
        required=False,
        widget=_text(4),
        help_text="What you found, and what the proposal does because of it",
    )
    needs_full = forms.TypedChoiceField(
        label="Is a full analysis needed?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=Radios(inline=True),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chooser: Any = self.fields["affected"]
        chooser.choices = characteristic_choices(self.cycle)
        analysis = self.instance
        answer = {True: "yes", False: "no"}.get(analysis.needs_full)
        self.initial = {
            **self.initial,
            "affects": analysis.affects,
            "affected": analysis.affected,
            "conclusion": analysis.conclusion,
            "needs_full": answer,
        }


class AssessmentForm(CouncilForm):
    """What is said of one characteristic: `content` is what is stored, drawn with the digest of it."""

    def __init__(self, data: Any, *, row: Characteristic, content: Mapping[str, Any], is_open: bool = False) -> None:
        initial = {"evidence": content["evidence"], "missing": content["missing"], "seen": digest(content)}
        for one in content["impacts"]:
            initial |= {f"impact_{one['limb']}": one["impact"], f"why_{one['limb']}": one["why"]}
        super().__init__(data, prefix=row.code, initial=initial)
        self.row, self.content, self._is_open = row, content, is_open
        self.limbs = [one["limb"] for one in content["impacts"]]
        fields: dict[str, forms.Field] = {
            "evidence": forms.CharField(
                label="What the evidence shows", required=False, widget=_text(3), help_text="With its source and date"
            ),
            "missing": forms.CharField(label="Who is missing from it", required=False, widget=_text(2)),
        }
        for one in content["impacts"]:
            name = short_limb(one["name"])
            fields[f"impact_{one['limb']}"] = forms.ChoiceField(
                label=name, choices=IMPACT_CHOICES, required=False, widget=forms.Select()
            )
            fields[f"why_{one['limb']}"] = forms.CharField(
                label=f"Why, in a sentence ({name[:1].lower()}{name[1:]})", required=False, max_length=SENTENCE
            )
        for name, field in fields.items():
            limit_length(field)
            set_error_messages(field, f"{row.heading}: {field.label}")
            self.fields[name] = field
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput())

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded."""
        return self._is_open or bool(self.errors)

    @property
    def assessment(self) -> AssessmentInput:
        values = self.cleaned_data
        impacts = {limb: {"impact": values[f"impact_{limb}"], "why": values[f"why_{limb}"]} for limb in self.limbs}
        seen = values["seen"] if is_digest(values["seen"]) else ""
        return AssessmentInput(self.row.code, values["evidence"], values["missing"], impacts, seen)


class ConclusionForm(CouncilForm):
    conclusion = forms.CharField(
        label="Conclusion",
        widget=_text(6),
        help_text="What the analysis shows, and what the proposal does because of it",
        error_messages={"required": "Enter the conclusion of the analysis"},
    )
