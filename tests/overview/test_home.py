"""Where each role begins."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role
from tests.council import Council
from tests.overview.conftest import SignedIn


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("lead", "/my-work/"),
        ("assistant", "/my-work/"),
        ("adviser", "/my-work/"),
        ("owner", "/my-work/"),
        ("auditor", "/my-work/"),
        ("councillor", "/dashboard/"),
        ("admin", "/manage/people/"),
        ("nobody", "/account/no-role/"),
        ("superuser", "/account/no-role/"),
    ],
)
def test_each_role_begins_at_its_own_page(as_: SignedIn, name: str, address: str) -> None:
    response = as_(name).get("/")
    assert (response.status_code, response["Location"]) == (302, address)


def test_a_councillor_who_also_commissions_has_one_home(council: Council, as_: SignedIn) -> None:
    Role.objects.create(user=council["councillor"], kind="commissioner")
    assert as_("councillor").get("/")["Location"] == "/my-work/"


def test_needs_sign_in(client: Client, council: Council) -> None:
    assert client.get("/")["Location"].startswith("/sign-in/")


def test_only_reads(as_: SignedIn) -> None:
    client = as_("lead")
    addresses = ["/", "/my-work/", "/cycles/", "/approvals/", "/approvals/decided/", "/search/", "/help/"]
    assert {client.post(address).status_code for address in addresses} == {405}
