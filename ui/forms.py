"""The base of every form: what people typed is cleaned, bounded, and errors say what to do."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.utils.datastructures import MultiValueDict

from ui.fields import MoneyField

# Control characters but tab and newline, and those that turn the direction of what follows.
UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
LINE_LENGTH, TEXT_LENGTH = 200, 4000
LARGEST = 2_147_483_647
DETERMINERS = {"your", "the", "a", "an", "how", "what", "why", "who", "when", "where", "which", "i", "this", "these"}
PLAIN_REQUIRED = forms.Field.default_error_messages["required"]


class CouncilForm(forms.Form):
    """Draw it with {% crispy form %} inside the page's own <form novalidate>, or by field with |as_crispy_field.

    `label_sizes` makes a label or legend larger ("m") or plain (""), `widths` how many characters wide an input is.
    """

    use_required_attribute = False
    label_sizes: ClassVar[dict[str, str]] = {}
    widths: ClassVar[dict[str, int]] = {}

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data=cleaned(data), files=files, **{"label_suffix": "", **more})
        for name, field in self.fields.items():
            field.label = field.label or name.replace("_", " ").capitalize()
            limit_length(field)
            set_error_messages(field, str(field.label))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


def cleaned(data: Any) -> Any:
    """A copy of what was posted without characters that nobody types; line ends become \\n."""
    if data is None:
        return None
    if isinstance(data, MultiValueDict):
        copy: MultiValueDict[str, Any] = MultiValueDict()
        for name, values in data.lists():
            copy.setlist(name, [_clean(value) for value in values])
        return copy
    return {name: _clean(value) for name, value in data.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(value, str) else value


def limit_length(field: forms.Field) -> None:
    """Nothing of any length or size reaches the database."""
    if isinstance(field, forms.CharField) and field.max_length is None:
        field.max_length = TEXT_LENGTH if isinstance(field.widget, forms.Textarea) else LINE_LENGTH
        field.validators.append(MaxLengthValidator(field.max_length))
    if type(field) is forms.IntegerField and field.max_value is None:
        field.validators += [MaxValueValidator(LARGEST), MinValueValidator(-LARGEST)]
    field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted without a word
    if isinstance(field.widget, forms.NumberInput):
        field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
    if isinstance(field.widget, forms.ClearableFileInput):
        field.widget = forms.FileInput(attrs=field.widget.attrs)


def set_error_messages(field: forms.Field, label: str) -> None:
    """Messages that say what to do, where the form did not set its own."""
    for code, message in _messages(field, label).items():
        if field.error_messages.get(code) in (None, PLAIN_REQUIRED, _plain(field, code)):
            field.error_messages[code] = message


def _plain(field: forms.Field, code: str) -> Any:
    """Django's own message for this code."""
    kinds = [kind for kind in type(field).__mro__ if kind.__module__.startswith("django.")]
    return next(
        (found[code] for kind in kinds if code in (found := vars(kind).get("default_error_messages", {}))), None
    )


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    noun = with_article(label)
    said = {"required": f"{_verb(field)} {noun}"}
    if isinstance(field, forms.CharField):
        said["max_length"] = f"{label} must be %(limit_value)d characters or fewer"
        said["min_length"] = f"{label} must be at least %(limit_value)d characters"
        said["invalid"] = f"Enter {noun} in the correct format"
    if isinstance(field, forms.EmailField):
        said["invalid"] = "Enter an email address in the correct format, like name@example.com"
    if isinstance(field, forms.URLField):
        said["invalid"] = "Enter a link that starts with https:// or http://"
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        said |= _number_messages(field, label)
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        said |= dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), f"Choose {noun} from the list")
    if isinstance(field, forms.FileField):
        said |= {"required": "Select a file", "empty": "The selected file is empty", "missing": "Select a file"}
        said |= {"invalid": "Select a file", "max_length": "The name of the file must be %(max)d characters or fewer"}
    return said


def _number_messages(field: forms.Field, label: str) -> dict[str, str]:
    sum_ = isinstance(field, MoneyField)
    kind = "an amount of money, like 250,000" if sum_ else "a number"
    whole = kind if isinstance(field, forms.DecimalField) else "a whole number, like 15"
    unit = "£" if sum_ else ""
    large = f"{label} must be less than £1,000,000,000,000" if sum_ else f"{label} is too large"
    return {
        "invalid": f"{label} must be {whole}",
        "min_value": f"{label} must be {unit}%(limit_value)s or more",
        "max_value": f"{label} must be {unit}%(limit_value)s or less",
        "max_digits": large,
        "max_whole_digits": large,
        "max_decimal_places": f"{label} must have %(max)s decimal places or fewer",
    }


def _verb(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "Tick to confirm:"
    return "Select" if hasattr(field, "choices") else "Enter"


def with_article(label: str) -> str:
    """How a label reads after Enter or Select: the due date, your answer, the JSNA version; an answer to a question."""
    if label.endswith("?"):
        return "an answer"
    first = label.split(" ", 1)[0]
    noun = label if first.isupper() else label[:1].lower() + label[1:]
    return noun if first.lower() in DETERMINERS else f"the {noun}"
