"""The list of notices, those of one agreement and one running procurement, and recording what became of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from audit.presenters import entries
from contracts.models import Agreement, Variation
from cycles.models import Cycle
from demo import play
from notices.models import Notice, ProcurementRecord
from principles import edition_cache
from principles.models import Edition
from tests.contracts.files import lines_of
from tests.contracts.law import bring_law_into_force
from tests.contracts.register import agreement
from tests.council import LARGE, NOW, Council
from tests.overview.texts import text_of

pytestmark = pytest.mark.usefixtures("time_stands")
SignedIn = Callable[[str], Client]
LINK = "https://www.find-tender.service.gov.uk/Notice/000001-2026"


@pytest.fixture
def as_(bench: Council) -> SignedIn:
    bring_law_into_force()

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(bench[name])
        return client

    return signed_in


def bought(bench: Council, **more: Any) -> Agreement:
    """A contract of £600,000 under the Act whose details notice was due on 21 November 2026, two days ago."""
    values: dict[str, Any] = {
        "route": "procure",
        "regime": "pa2023_standard",
        "category": "goods_services",
        "signed_on": date(2026, 10, 23),
        "start": date(2026, 11, 1),
        "first_end": date(2029, 10, 31),
    } | more
    row = agreement(bench, **values)
    ProcurementRecord.objects.create(
        agreement=row,
        value_with_vat=Decimal(720_000),
        engaged=False,
        tender_on=date(2026, 7, 1),
        award_on=date(2026, 10, 1),
        kpis_published=False,
        large_payments=False,
    )
    day, by = date(2026, 11, 2), {"approver": "Director", "approved_on": date(2026, 11, 1), "recorded_at": NOW}
    Variation.objects.create(
        agreement=row, kind="variation", what="More towns", starts=day, recorded_by=bench["lead"], **by
    )
    return row


def procuring(bench: Council, **more: Any) -> Cycle:
    """A cycle in Do that tenders."""
    return play.decide_route(bench.cycle_at("do", LARGE, **more), at=NOW)


def test_says_when_there_are_none(as_: SignedIn) -> None:
    text = text_of(as_("lead").get("/notices/"))
    assert "No notice is late, due or to come. Notices follow from the agreements in the register" in text
    assert as_("nobody").get("/notices/").status_code == 403


def test_says_when_the_law_is_not_in_the_edition(bench: Council) -> None:
    for edition in Edition.objects.all():
        edition.figures["notices"] = []
        edition.save()
    edition_cache.clear()
    client = Client()
    client.force_login(bench["lead"])
    agreement(bench)
    assert "The framework in force has no rules of notices." in text_of(client.get("/notices/"))


def test_what_is_late_is_first_and_in_red(bench: Council, as_: SignedIn) -> None:
    row = bought(bench)
    page = as_("lead").get("/notices/")
    text = text_of(page)
    assert (
        "Contract details notice UK7 Street cleansing A-0001 21 November 2026 2 days late"
        " 2 days late: it was due by 21 November 2026. Record as published" in text
    )
    assert text.index("UK4") < text.index("UK6") < text.index("UK7")
    assert '<strong class="app-st app-st--off' in page.content.decode() or "app-st--off" in page.content.decode()
    assert f"/contracts/{row.reference}/notices/record/?notice=UK7%3A&amp;said=published" in page.content.decode()


def test_a_notice_is_recorded_and_taken_back(bench: Council, as_: SignedIn) -> None:
    row, client = bought(bench), as_("lead")
    address = f"/contracts/{row.reference}/notices/record/"
    posted = {"notice": "UK7:", "said": "published", "url": LINK}
    days = {"published_on_day": "20", "published_on_month": "11", "published_on_year": "2026"}
    assert client.post(address, posted | days).headers["Location"] == f"/contracts/{row.reference}/notices/"
    assert Notice.objects.values_list("code", "published_on", "url").get() == ("UK7", date(2026, 11, 20), LINK)
    text = text_of(client.get(f"/contracts/{row.reference}/notices/"))
    assert "Published on 20 November 2026." in text
    assert "Select a notice from the list" in text_of(client.post(address, posted | days))
    assert "UK7" not in text_of(client.get("/notices/")).split("Of what")[1]
    back = {"notice": "UK7:", "reason": "It was another contract."}
    client.post(f"/contracts/{row.reference}/notices/take-back/", back)
    assert not Notice.objects.exists()
    assert [each.sentence for each in entries(Event.objects.filter(chain=row.chain).order_by("seq"))][1:] == [
        "Recorded Contract details notice (UK7) as published on 20 November 2026",
        "Took back that Contract details notice (UK7) is published on 20 November 2026",
    ]


def test_a_notice_is_not_required_for_a_reason(bench: Council, as_: SignedIn) -> None:
    row, client = bought(bench), as_("lead")
    address = f"/contracts/{row.reference}/notices/record/"
    said = {"notice": "UK4:", "said": "not_required", "because": ""}
    assert "Enter why it is not required" in text_of(client.post(address, said))
    client.post(address, said | {"because": "It was called off."})
    assert "It was called off." in text_of(client.get(f"/contracts/{row.reference}/notices/"))
    assert [each.reason for each in entries(Event.objects.filter(chain=row.chain).order_by("seq"))][1:] == [
        "It was called off."
    ]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"url": "javascript:alert(1)"}, "Enter a link that starts with https:// or http://"),
        ({"url": "ftp://example.org/notice"}, "Enter a link that starts with https:// or http://"),
        ({"published_on_year": "2027"}, "Enter the day on which it was published: it can’t be in the future"),
        ({"published_on_day": ""}, "Day of publication must include a day"),
        ({"notice": "UK99:"}, "Select a notice from the list"),
        ({"said": ""}, "Select whether it was published"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    bench: Council, as_: SignedIn, more: dict[str, str], fault: str
) -> None:
    row = bought(bench)
    posted = {"notice": "UK7:", "said": "published", "url": LINK}
    days = {"published_on_day": "20", "published_on_month": "11", "published_on_year": "2026"}
    page = as_("lead").post(f"/contracts/{row.reference}/notices/record/", posted | days | more)
    assert fault in text_of(page)
    assert f'value="{(posted | more)["url"]}"' in page.content.decode()
    assert not Notice.objects.exists()


def test_facts_of_the_procurement_answer_what_could_not_be_said(bench: Council, as_: SignedIn) -> None:
    row, client = agreement(bench, route="procure", regime="pa2023_standard", category="works"), as_("lead")
    address = f"/contracts/{row.reference}/notices/procurement/"
    assert "Whether suppliers were engaged with before the tender is not known." in text_of(client.get("/notices/"))
    assert client.post(address, {"engaged": "no", "value_with_vat": "£720k", "version": "0"}).status_code == 302
    assert "Whether suppliers were engaged with" not in text_of(client.get("/notices/"))
    stale = client.post(address, {"engaged": "yes", "version": "0"})
    assert stale.status_code == 409
    assert "Somebody changed this while you were editing." in text_of(stale)
    record = ProcurementRecord.objects.get()
    assert (record.engaged, record.value_with_vat, record.version) == (False, Decimal(720_000), 1)


def test_a_running_procurement_has_its_notices(bench: Council, as_: SignedIn) -> None:
    cycle, client = procuring(bench), as_("lead")
    address = f"/cycles/{cycle.reference}/notices/"
    assert "Notices of its procurement" in text_of(client.get(f"/cycles/{cycle.reference}/do/"))
    assert "Tender notice" in text_of(client.get(address))
    assert cycle.reference in text_of(client.get("/notices/"))
    assert as_("councillor").get(address).status_code == 403
    assert cycle.reference not in text_of(as_("councillor").get("/notices/"))
    said = {"notice": "UK4:", "said": "not_required", "because": "It is called off."}
    assert client.post(f"{address}record/", said).status_code == 302
    assert entries(Event.objects.filter(chain=cycle.chain).order_by("seq"))[-1].sentence == (
        "Recorded that Tender notice (UK4) is not required"
    )


def test_a_restricted_cycle_is_not_there(bench: Council, as_: SignedIn) -> None:
    cycle = procuring(bench, restricted=True)
    assert as_("other").get(f"/cycles/{cycle.reference}/notices/").status_code == 404
    assert cycle.reference not in text_of(as_("other").get("/notices/"))
    assert cycle.reference in text_of(as_("lead").get("/notices/"))


def test_councillors_read_what_is_due_of_signed_agreements(bench: Council, as_: SignedIn) -> None:
    row = bought(bench)
    agreement(bench, title="Secret plans", is_signed=False)
    text = text_of(as_("councillor").get("/notices/?state=not_known"))
    assert "No notice is as you chose." in text
    text = text_of(as_("councillor").get("/notices/"))
    assert "UK7" in text
    assert "Secret plans" not in text
    assert "Record as published" not in text
    text = text_of(as_("councillor").get(f"/contracts/{row.reference}/notices/"))
    assert "Late and due" in text
    assert "Cannot be said yet" not in text


def test_what_was_due_long_before_the_register_is_not_late(bench: Council, as_: SignedIn) -> None:
    """It was due on 24 September, 60 days before 23 November, or the day before."""
    edge = bought(bench, title="On the edge", signed_on=date(2026, 8, 26))
    before = bought(bench, title="Too early", signed_on=date(2026, 8, 25))
    client = as_("lead")
    assert (edge.added_at.date() - timedelta(days=60)) == date(2026, 9, 24)
    text = text_of(client.get("/notices/?state=late&notice=UK7"))
    assert "On the edge" in text
    assert "Too early" not in text
    text = text_of(client.get("/notices/?state=earlier&notice=UK7"))
    assert before.reference in text
    assert (
        "It was due by 23 September 2026, before 24 September 2026, from when notices of this agreement are counted"
        in text
    )


def test_filters_leave_the_rest_out(bench: Council, as_: SignedIn) -> None:
    bought(bench, title="Mine", contract_manager=bench["lead"])
    bought(bench, title="Theirs")
    client = as_("lead")
    text = text_of(client.get("/notices/?mine=yes&notice=UK7&directorate=place&state=late"))
    assert "Mine A-0001" in text
    assert "Theirs" not in text
    assert "No notice is as you chose." in text_of(client.get("/notices/?directorate=childrens"))
    assert client.get("/notices/?state=nonsense&page=900&directorate=%00").status_code == 200


def test_the_list_costs_the_same_for_many(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("lead")
    procuring(bench)
    for count in (1, 3):
        while Agreement.objects.count() < count:
            bought(bench)
        client.get("/notices/")
        with django_assert_num_queries(10):
            assert client.get("/notices/").status_code == 200


def test_the_page_of_one_costs_the_same_for_many(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, row = as_("lead"), bought(bench)
    for count in (1, 3):
        while Notice.objects.count() < count:
            Notice.objects.create(
                agreement=row,
                code="UK8",
                occurrence=f"Q{Notice.objects.count() + 1} 2026/27",
                published_on=date(2026, 11, 2),
                recorded_by=bench["lead"],
                recorded_at=NOW,
            )
        client.get(f"/contracts/{row.reference}/notices/")
        with django_assert_num_queries(11):
            client.get(f"/contracts/{row.reference}/notices/")


def test_the_list_is_a_file(bench: Council, as_: SignedIn) -> None:
    bought(bench)
    lines = lines_of(as_("lead").get("/notices/export.csv?notice=UK7"))
    assert lines[-1] == [
        "A-0001",
        "Street cleansing",
        bench.place.name,
        "UK7",
        "Contract details notice",
        "",
        "2026-11-21",
        "2 days late",
        "",
        "",
        "2 days late: it was due by 21 November 2026.",
        "Procurement Act 2023 s53; below threshold s87(3)",
    ]
