"""What becomes of a form: errors beside its fields, or a policy's no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import BaseForm

from accounts.refusals import Refused

Asked = ParamSpec("Asked")
Answered = TypeVar("Answered")


def refused_is_403(view: Callable[Asked, Answered]) -> Callable[Asked, Answered]:
    """Answer 403 with the policy's sentence when a service refuses what this view asks of it."""

    @wraps(view)
    def guarded(*args: Asked.args, **kwargs: Asked.kwargs) -> Answered:
        try:
            return view(*args, **kwargs)
        except Refused as refused:
            raise PermissionDenied(str(refused)) from refused

    return guarded


@contextmanager
def errors_to_form(form: BaseForm) -> Iterator[None]:
    """Show what a service finds wrong beside the fields of a valid form; ask `form.errors` afterwards.

    A fault of something that is no field of the form is shown on top.
    """
    try:
        yield
    except ValidationError as error:
        for field, messages in error.update_error_dict({}).items():
            shown = field if field in form.fields and field != NON_FIELD_ERRORS else None
            form.add_error(shown, [str(message) for found in messages for message in _texts(found)])


def _texts(found: ValidationError | str) -> list[str]:
    return found.messages if isinstance(found, ValidationError) else [found]
