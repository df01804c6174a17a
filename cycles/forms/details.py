"""Forms of a cycle's details, a page each while a cycle is started and one form when it is edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from accounts.entry_fields import EntriesField
from accounts.models import Division
from cycles.forms.routes import EditionForm, RouteForm
from cycles.forms.running import RunningForm
from cycles.models import Cycle, DecisionMaker
from cycles.services.arrangements import locked_fields
from principles import figures
from principles.models import Ambition
from ui.fields import DayField, MoneyField, SeveralField
from ui.widgets import Checkboxes, Radios
from ui.wording import day, listed

FLAG_LABELS = {
    "closure_or_reduction": "A service closes or is reduced",
    "change_of_delivery_model": "The way in which it is delivered changes",
    "tupe_20_plus": "20 or more staff may transfer to another employer",
    "joint_commissioning": "It is commissioned jointly with a partner",
    "politically_sensitive": "It is politically sensitive",
    "registration": "A regulator must register the service first",
}


def purpose_field() -> forms.CharField:
    return forms.CharField(
        label="Purpose",
        help_text="One sentence: for whom, and what changes for them",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in one sentence what the service is for"},
    )


class WhenForm(RouteForm, RunningForm):
    need_by = DayField(
        label="Need-by date",
        help_text="The day on which the new arrangement must start, for example 1 4 2028",
        error_messages={"required": "Enter the day on which the new arrangement must start"},
    )
    field_order: tuple[str, ...] = ("running", "running_ends", "running_notice_by", "need_by")

    def prepare(self) -> None:
        super().prepare()
        if running := self.so_far.get("running"):
            initial = {"running": running.kind, "running_ends": running.ends, "running_notice_by": running.notice_by}
            self.initial.update(initial)


class MoneyForm(EditionForm):
    widths: ClassVar[dict[str, int]] = {"whole_life_value": 20, "vat": 20, "yearly_value": 20}
    whole_life_value = MoneyField(
        label="Whole-life value without VAT",
        help_text="With every extension. Leave empty if it is not known yet: the tier is then provisional.",
        required=False,
    )
    vat = MoneyField(
        label="VAT on it",
        help_text="What the council can't get back, or has to count. Leave empty if there is none",
        required=False,
    )
    yearly_value = MoneyField(
        label="Yearly value without VAT", help_text="Leave empty if it is not known yet", required=False
    )
    tier_flags = forms.MultipleChoiceField(
        label="Does any of these apply?",
        help_text="Each makes the cycle complex, whatever its value, where it does not say otherwise",
        required=False,
        widget=Checkboxes(),
        error_messages={"invalid_choice": "Select from the list"},
    )

    def prepare(self) -> None:
        super().prepare()
        flags: Any = self.fields["tier_flags"]
        codes = figures.cycle_flags(self.edition.figures)
        flags.choices = [(code, FLAG_LABELS.get(code, code.replace("_", " ").capitalize())) for code in codes]
        plain = set(codes) - set(figures.tier_flags(self.edition.figures))
        flags.widget.hints = dict.fromkeys(plain, "It gets more time to mobilise. Its tier stays as it is")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        whole, yearly = values.get("whole_life_value"), values.get("yearly_value")
        if whole is not None and yearly is not None and yearly > whole:
            self.add_error("yearly_value", "The yearly value must be the same as or less than the whole-life value")
        return values


class AimsForm(EditionForm):
    key_decision = forms.ChoiceField(
        label="Is this a key decision?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select yes if this is a key decision", "invalid_choice": "Select yes or no"},
    )
    decision_maker = forms.ChoiceField(
        label="Who takes the key decision?",
        help_text="The notice of a key decision names them",
        choices=[("", "Not known yet, or no key decision"), *DecisionMaker.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select from the list"},
    )
    decision_maker_title = forms.CharField(
        label="Portfolio or delegation",
        help_text="Of an Executive Councillor the portfolio; of an officer the post and the delegation",
        required=False,
    )
    consulting = forms.CharField(
        label="In consultation with",
        help_text="Leave empty if the decision is taken without",
        required=False,
    )
    another_tier = forms.ChoiceField(
        label="Does it belong in another tier?",
        choices=[("", "No"), ("yes", "Yes")],
        required=False,
        widget=Radios(reveals={"yes": ["tier_override", "tier_override_reason"]}),
        error_messages={"invalid_choice": "Select yes if it belongs in another tier"},
    )
    tier_override = forms.ChoiceField(
        label="Which tier?",
        required=False,
        error_messages={"invalid_choice": "Select a tier from the list"},
    )
    tier_override_reason = forms.CharField(
        label="Why does it belong there?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    ambitions = SeveralField(
        Ambition.objects.none(),
        label="Which ambitions of the Corporate Plan does it serve?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one ambition", "invalid_choice": "Select from the list"},
    )
    all_divisions = forms.BooleanField(label="It affects every division of the county", required=False)
    divisions = EntriesField(
        Division,
        label="Or which divisions does it affect?",
        required=False,
        widget=Checkboxes(small=True),
        error_messages={"invalid_choice": "Select from the list"},
    )

    def prepare(self) -> None:
        super().prepare()
        ambitions: Any = self.fields["ambitions"]
        ambitions.queryset = self.edition.ambition_set.all()
        divisions_field = self.fields["divisions"]
        assert isinstance(divisions_field, EntriesField)
        divisions_field.keep(self.initial.get("divisions", ()))
        governance = self.edition.figures["governance"]
        divisions = governance["key_decision_divisions"]
        divisions = {1: "one", 2: "two", 3: "three"}.get(divisions, str(divisions))
        self.fields["key_decision"].help_text = (
            f"It usually is if it spends or saves more than £{governance['key_decision_over']:,} without VAT,"
            f" or if its effect on people is significant in {divisions} or more electoral divisions."
        )
        value: Decimal | None = self.so_far.get("whole_life_value")
        if figures.is_key_by_value(self.edition.figures, value):
            self.initial.setdefault("key_decision", "yes")
        tier: Any = self.fields["tier_override"]
        tiers = [(rule["code"], rule["name"].capitalize()) for rule in self.edition.figures["tiers"]]
        tier.choices = [("", "Select a tier"), *tiers]
        said = {**self.initial, **self.so_far}
        with_vat = None if said.get("whole_life_value") is None else said["whole_life_value"] + (said.get("vat") or 0)
        plain, key = (
            figures.tier_for(self.edition.figures, with_vat, key_decision, said.get("tier_flags") or ())
            for key_decision in (False, True)
        )
        in_words = f"By the framework this cycle is {plain.name}, because {plain.reason}."
        if plain.code != key.code:
            in_words += f" As a key decision it is {key.name}."
        if plain.provisional:
            in_words += " This may change once the value is known."
        self.fields["another_tier"].help_text = in_words

    def clean_key_decision(self) -> bool:
        return bool(self.cleaned_data["key_decision"] == "yes")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.pop("another_tier", "") != "yes":
            for name in ("tier_override", "tier_override_reason"):
                self.errors.pop(name, None)
                values[name] = ""
        elif not values.get("tier_override") and "tier_override" not in self.errors:
            self.add_error("tier_override", "Select the tier in which it belongs")
        if values.get("tier_override") and not (values.get("tier_override_reason") or "").strip():
            self.add_error("tier_override_reason", "Say why this cycle belongs in another tier")
        return values


class EditForm(AimsForm, MoneyForm, WhenForm):
    """The details of a running cycle. Its tier and its questions follow from them."""

    purpose = purpose_field()
    arrangement_ends = DayField(
        label="Last day of the new arrangement",
        help_text="Leave empty if it is not known yet. The Review gate is then due in time for what follows it",
        required=False,
    )
    extension_notice_by = DayField(
        label="Last day to give notice of an extension",
        help_text="Leave empty if it can't be extended",
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = (
        "purpose",
        "running",
        "running_ends",
        "running_notice_by",
        "need_by",
        "arrangement_ends",
        "extension_notice_by",
        "delivery_route",
        "other_routes",
        "legal_regime",
        "regime_route",
        "whole_life_value",
        "vat",
        "yearly_value",
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["running"].help_text = "Until the arrangement that this cycle puts in place has started"
        for name in self.locked:
            del self.fields[name]

    @property
    def locked(self) -> Mapping[str, str]:
        """The fields that an agreement sets, with its reference: nobody types them."""
        locked: Mapping[str, str] = self.initial.get("locked", {})
        return locked

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name, source in self.locked.items():
            field, prefix = self.base_fields[name], self.add_prefix(name)
            typed = field.widget.value_from_datadict(self.data, self.files, prefix)
            if not field.widget.value_omitted_from_data(self.data, self.files, prefix) and self._differs(name, typed):
                self.add_error(None, f"“{field.label}” is set by {source}: change the agreement instead")
        need_by = values.get("need_by") or self.initial.get("need_by")
        ends = values.get("arrangement_ends") if "arrangement_ends" in self.fields else None
        if need_by and ends and ends <= need_by:
            self.add_error("arrangement_ends", "The new arrangement must end after its need-by date")
        return values

    def _differs(self, name: str, typed: Any) -> bool:
        """Whether a page made before an agreement set the field, or by hand, says something else."""
        try:
            return bool((self.base_fields[name].clean(typed) or None) != (self.initial.get(name) or None))
        except forms.ValidationError:
            return True

    @staticmethod
    def initial_of(cycle: Cycle) -> dict[str, Any]:
        overridden = cycle.tier != cycle.tier_computed
        return {
            "purpose": cycle.purpose,
            "running": cycle.running,
            "running_ends": cycle.running_ends,
            "running_notice_by": cycle.running_notice_by,
            "need_by": cycle.need_by,
            "arrangement_ends": cycle.arrangement_ends,
            "extension_notice_by": cycle.extension_notice_by,
            "delivery_route": cycle.delivery_route_id,
            "other_routes": cycle.other_routes,
            "legal_regime": cycle.legal_regime_id,
            "regime_route": cycle.regime_route_id,
            "whole_life_value": cycle.whole_life_value,
            "vat": cycle.vat,
            "yearly_value": cycle.yearly_value,
            "tier_flags": cycle.tier_flags,
            "key_decision": "yes" if cycle.key_decision else "no",
            "decision_maker": cycle.decision_maker,
            "decision_maker_title": cycle.decision_maker_title,
            "consulting": cycle.consulting,
            "another_tier": "yes" if overridden else "",
            "tier_override": cycle.tier if overridden else "",
            "tier_override_reason": cycle.tier_override_reason,
            "ambitions": list(cycle.ambitions.values_list("pk", flat=True)),
            "all_divisions": cycle.all_divisions,
            "divisions": list(cycle.divisions.values_list("pk", flat=True)),
            "version": cycle.details_version,
            "locked": locked_fields(cycle),
        }

    @classmethod
    def values_in_words(cls, cycle: Cycle) -> list[tuple[str, str]]:
        """What the cycle holds in each visible field, by the field's label."""
        form, values = cls(edition=cycle.edition, initial=cls.initial_of(cycle)), []
        for box in form.visible_fields():
            field: Any = box.field
            value = box.initial
            if hasattr(field, "choices"):
                chosen = {str(item) for item in value} if isinstance(value, list) else {str(value or "")}
                prompted = isinstance(field.widget, forms.Select)  # its empty choice asks to select one
                choices = [(str(choice), str(label)) for choice, label in field.choices if choice or not prompted]
                text = listed([label for choice, label in choices if choice in chosen])
            elif isinstance(value, bool):
                text = "Yes" if value else "No"
            elif isinstance(value, date):
                text = day(value)
            elif isinstance(value, Decimal):
                text = f"£{field.prepare_value(value)}"
            else:
                text = str(value or "")
            values.append((str(box.label), text))
        return values
