"""Errors of services as errors of a form, and refusals as 403."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import BaseForm

from accounts.refusals import Refused

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def refused_is_403(view: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Answer 403 with the policy's sentence when a service raises Refused."""

    @wraps(view)
    def guarded(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return view(*args, **kwargs)
        except Refused as refused:
            raise PermissionDenied(str(refused)) from refused

    return guarded


@contextmanager
def errors_to_form(form: BaseForm) -> Iterator[None]:
    """Add the ValidationError of a service to the fields of a valid form; ask `form.errors` afterwards.

    Errors of a name that is no field of the form stand above it.
    """
    try:
        yield
    except ValidationError as error:
        for field, messages in error.update_error_dict({}).items():
            place = field if field in form.fields and field != NON_FIELD_ERRORS else None
            form.add_error(place, ValidationError(messages).messages)
