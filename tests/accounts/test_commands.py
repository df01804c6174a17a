"""How a new council comes to its first administrator."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import roles_of
from audit.models import Event
from audit.presenters import sentence

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_added_and_sets_a_password(client: Client) -> None:
    out = StringIO()

    call_command("add_administrator", "Nadia@Council.test", "Nadia Khan", stdout=out)

    nadia = User.objects.get(email="nadia@council.test")
    assert roles_of(nadia).kinds == {"administrator"}
    assert "Set your password" in client.get(out.getvalue().split()[-1], follow=True).content.decode()
    told = [sentence(event) for event in Event.objects.filter(actor=None).order_by("-seq")[:3]]
    assert told[1:] == ["Gave Nadia Khan the role Administrator", "Added Nadia Khan"]


def test_what_is_wrong_is_said_and_nothing_kept() -> None:
    with pytest.raises(CommandError, match="valid email address"):
        call_command("add_administrator", "nadia", "Nadia Khan")

    assert not User.objects.filter(name="Nadia Khan").exists()
