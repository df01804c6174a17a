"""Real notices of a county and small registers brought in, again, corrected, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Event
from audit.presenters import entries
from audit.services import verify_all
from contracts.models import Agreement, AgreementSupplier, Extension, Lot, Supplier, SupplierName
from contracts.services.agreements import change_agreement, values_of
from contracts.services.variations import VariationInput, record_variation
from cycles.models import Service
from imports.models import ImportState, RegisterImport, RowVerdict
from imports.selectors import agreements_gone
from imports.services import bringing_in
from imports.services.answers import answer_names, choose_row, mend_row, take_doubtful_rows
from imports.services.bringing_in import bring_in_waiting, request_bringing_in
from imports.services.files import delete_import, delete_unfinished_imports
from imports.services.taking_back import take_back
from notifications.models import Notification
from tests.contracts.register import agreement, supplier
from tests.council import NOW, Council
from tests.imports.journey import LANCASHIRE, brought_in, checked, fresh, rows

OF_THE_REGISTER = (Agreement, Lot, AgreementSupplier, Extension, Supplier, SupplierName, Service)
SIGNS = "CT-1,Road signs,Signs Ltd,5000,1/4/2026,31/3/2029,1+1,,Place,Priya Nair"
SALT = "CT-2,Salt,Salt Ltd,9000,1/4/2026,31/3/2028,,,Place,"


def counts(**more: int) -> dict[str, int]:
    return dict.fromkeys(RowVerdict.values, 0) | more


def register_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the register but versions and times of change, which only go up."""
    return {
        model.__name__: [
            {key: value for key, value in row.items() if key not in ("version", "changed_at")}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in OF_THE_REGISTER
    }


def answer_all(council: Council, register_import: RegisterImport, answer: str) -> None:
    asked = register_import.names.filter(is_sure=False)
    answer_names(register_import, {name.pk: (answer, None) for name in asked}, actor=council["lead"], at=NOW)


def test_the_notices_of_a_county(bench: Council) -> None:
    """46 notices, 11 of them without an award; 5 rows name a supplier in two spellings."""
    before = register_rows()
    started = checked(bench, LANCASHIRE.read_bytes())
    assert started.counts == counts(new=26, doubtful=9, left_out=11)
    doubts = {
        row.number: [problem["cell"] for problem in row.problems if problem["level"] == "doubt"]
        for row in started.rows.filter(verdict="doubtful", doubts=[])
    }
    assert all(doubts.values()), doubts
    answer_all(bench, started, "same")
    take_doubtful_rows(started, actor=bench["lead"], at=NOW)
    assert fresh(started).counts == counts(new=35, left_out=11)
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    assert bring_in_waiting(lambda: NOW) == 1
    assert (fresh(started).state, Agreement.objects.count(), Supplier.objects.count()) == (ImportState.DONE, 35, 30)
    assert [each.name for each in SupplierName.objects.all()] == [
        "Brakes Bros Limited",
        "Ford Motor Co. Ltd Self Billing",
        "Morris Quality Bakers",
    ]

    again = checked(bench, LANCASHIRE.read_bytes())
    assert again.counts == counts(unchanged=35, left_out=11)
    with pytest.raises(ValidationError):
        request_bringing_in(again, actor=bench["lead"], at=NOW)

    take_back(started, actor=bench["lead"], at=NOW)
    assert register_rows() == before
    assert not list(verify_all())


def test_a_corrected_file_changes_what_was_corrected(bench: Council) -> None:
    third = "CT-3,Paint,Paint Ltd,700,1/4/2026,31/3/2028,,,Place,"
    brought_in(bench, rows(SIGNS, SALT, third))
    before = register_rows()
    corrected = rows(
        SIGNS.replace("5000", "6000"), SALT.replace("31/3/2028", "30/9/2028"), third.replace("Paint,P", "Paints,P")
    )
    started = checked(bench, corrected)
    assert started.counts == counts(changed=3)
    assert [row.changes for row in started.rows.all()] == [
        [["Value", "£5,000", "£6,000"]],
        [["End", "31 March 2028", "30 September 2028"]],
        [["Title", "Paint", "Paints"]],
    ]
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    bring_in_waiting(lambda: NOW)
    assert [(each.title, each.value, str(each.first_end)) for each in Agreement.objects.all()] == [
        ("Road signs", Decimal(6000), "2029-03-31"),
        ("Salt", Decimal(9000), "2028-09-30"),
        ("Paints", Decimal(700), "2028-03-31"),
    ]
    first = Agreement.objects.get(council_reference="CT-1")
    assert [each.sentence for each in entries(Event.objects.filter(chain=first.chain))] == [
        "Added A-0001 Road signs to the register",
        "Changed A-0001 Road signs",
    ]
    take_back(started, actor=bench["lead"], at=NOW)
    assert register_rows() == before


def test_blank_cells_empty_nothing(bench: Council) -> None:
    brought_in(bench, rows(SIGNS))
    started = checked(bench, rows("CT-1,Road signs,,TBC,,n/a,,,,"))
    assert started.counts == counts(unchanged=1)


def test_a_last_possible_end_that_the_options_give_is_no_change(bench: Council) -> None:
    brought_in(bench, rows(SIGNS))
    known = Agreement.objects.get()
    headings = "Reference,Supplier,End date,Maximum end date"
    counted = [
        checked(bench, f"{headings}\n{known.reference},Signs Ltd,31/3/2029,{last}\n").counts
        for last in ("31/3/2031", "31/3/2032")
    ]
    assert (str(known.last_end), counted) == ("2031-03-31", [counts(unchanged=1), counts(changed=1)])


def test_zeros_that_a_spreadsheet_dropped_are_no_change(bench: Council) -> None:
    known = agreement(bench, supplier(bench, "Signs Ltd"), council_reference="00017", title="Road signs")
    for line in (f"{known.reference},17,Road signs", "17,,Road signs"):
        started = checked(bench, f"Reference,The council’s own reference,Title\n{line}\n")
        assert started.counts == counts(unchanged=1)


def test_a_row_is_found_by_title_supplier_and_start(bench: Council) -> None:
    known = agreement(bench, supplier(bench, "Signs Limited"), title="Road signs", start=None, first_end=None)
    started = checked(bench, rows(SIGNS))
    row = started.rows.get()
    assert (row.verdict, row.agreement_id) == (RowVerdict.CHANGED, known.pk)
    assert sorted(change[0] for change in row.changes) == [
        "Contract manager",
        "End",
        "Extensions",
        "Reference",
        "Start",
        "Value",
    ]


def test_several_that_fit_are_doubtful_until_somebody_says_which(bench: Council) -> None:
    signs = supplier(bench, "Signs Ltd")
    for _ in range(2):
        agreement(bench, signs, title="Road signs", start=None, first_end=None)
    started = checked(bench, rows(SIGNS))
    assert started.rows.get().doubts == [
        "It may be about A-0001 (Road signs) or A-0002 (Road signs): enter which as its reference, such as A-0001"
    ]
    mend_row(started, 2, {"reference": "A-0002"}, actor=bench["lead"], at=NOW)
    row = started.rows.get()
    assert (row.verdict, str(row.agreement)) == (RowVerdict.CHANGED, "A-0002 Road signs")


def test_a_reference_that_means_something_else_is_doubtful(bench: Council) -> None:
    agreement(bench, supplier(bench, "Fenland Homes CIC"), title="Supported living", council_reference="CT-1")
    started = checked(bench, rows(SIGNS))
    assert started.rows.get().doubts == ["The register has this reference for “Supported living” (A-0001)"]
    assert started.counts == counts(doubtful=1)


def test_rows_left_out_and_wrong_rows_stay_out(bench: Council) -> None:
    started = checked(bench, rows(SIGNS, SALT.replace("9000", "plenty")))
    choose_row(started, 2, "leave_out", actor=bench["lead"], at=NOW)
    assert fresh(started).counts == counts(left_out=1, wrong=1)
    choose_row(started, 2, "", actor=bench["lead"], at=NOW)
    mend_row(started, 3, {"value": ""}, actor=bench["lead"], at=NOW)
    assert fresh(started).counts == counts(new=2)
    assert "value" not in started.rows.get(number=3).values


def test_what_changed_since_the_check_is_put_back(bench: Council) -> None:
    brought_in(bench, rows(SIGNS))
    started = checked(bench, rows(SIGNS.replace("5000", "6000"), SALT))
    known = Agreement.objects.get()
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    change_agreement(known, replace(values_of(known), value=Decimal(7000)), actor=bench["other"], at=NOW)
    bring_in_waiting(lambda: NOW)
    put_back = fresh(started)
    assert (put_back.state, Agreement.objects.count()) == (ImportState.TO_CHECK, 1)
    assert put_back.error.startswith(
        "The register has changed since you checked the file: 1 row would now do something"
    )
    assert started.rows.get(number=2).changes == [["Value", "£7,000", "£6,000"]]
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    bring_in_waiting(lambda: NOW)
    assert [each.value for each in Agreement.objects.all()] == [Decimal(6000), Decimal(9000)]


def test_two_people_with_one_new_agreement_add_it_once(bench: Council) -> None:
    started = [checked(bench, rows(SIGNS), by=name) for name in ("lead", "other")]
    for each in started:
        request_bringing_in(each, actor=bench["lead"], at=NOW)
    bring_in_waiting(lambda: NOW)
    assert [fresh(each).state for each in started] == [ImportState.DONE, ImportState.TO_CHECK]
    assert fresh(started[1]).counts == counts(unchanged=1)
    assert Agreement.objects.count() == 1


def test_a_second_press_is_refused(bench: Council) -> None:
    started = checked(bench, rows(SIGNS))
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    with pytest.raises(Refused):
        request_bringing_in(started, actor=bench["other"], at=NOW)
    with pytest.raises(Refused):
        choose_row(started, 2, "leave_out", actor=bench["lead"], at=NOW)


def test_who_has_lost_the_role_writes_nothing(bench: Council) -> None:
    started = checked(bench, rows(SIGNS))
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    Role.objects.filter(user=bench["lead"]).delete()
    bring_in_waiting(lambda: NOW)
    assert fresh(started).state == ImportState.FAILED
    assert fresh(started).error == (
        "Nothing was written. Only commissioners, managers and advisers for procurement change the contracts register."
    )
    assert not Agreement.objects.exists()
    assert fresh(started).counts == counts(new=1)


def test_only_its_author_is_told(bench: Council) -> None:
    started = checked(bench, rows(SIGNS))
    request_bringing_in(started, actor=bench["other"], at=NOW)
    bring_in_waiting(lambda: NOW)
    told = Notification.objects.values_list("kind", "person__email", "subject")
    assert list(told) == [("import_done", "lead@council.example", "Your file was brought in: register.csv")]


def test_a_killed_worker_is_followed_by_another_three_times(bench: Council) -> None:
    started = checked(bench, rows(SIGNS))
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    at = NOW
    for _ in range(bringing_in.ATTEMPTS):
        assert bringing_in.lease(at) is not None
        assert bringing_in.lease(at) is None
        at += bringing_in.LEASE + timedelta(seconds=1)
    assert bringing_in.lease(at) is None
    assert (fresh(started).state, fresh(started).error) == (ImportState.FAILED, bringing_in.NOT_DONE)
    request_bringing_in(started, actor=bench["lead"], at=at)
    bring_in_waiting(lambda: at)
    assert fresh(started).state == ImportState.DONE


def test_what_something_was_built_on_stays_when_taken_back(bench: Council) -> None:
    started = brought_in(bench, rows(SIGNS, SALT))
    salt = Agreement.objects.get(council_reference="CT-2")
    today = NOW.date()
    record_variation(salt, VariationInput("More", today, "Legal", today), actor=bench["lead"], at=NOW)
    plan = take_back(started, actor=bench["lead"], at=NOW)
    assert [(str(row.agreement), why) for row, why in plan.kept] == [("A-0002 Salt", "it was changed since")]
    assert [str(each) for each in Agreement.objects.all()] == ["A-0002 Salt"]
    assert [each.name for each in Supplier.objects.all()] == ["Salt Ltd"]
    with pytest.raises(Refused):
        take_back(started, actor=bench["lead"], at=NOW)


def test_numbers_of_what_was_taken_back_are_not_given_again(bench: Council) -> None:
    take_back(brought_in(bench, rows(SIGNS, SALT)), actor=bench["lead"], at=NOW)
    assert agreement(bench).reference == "A-0003"


def test_what_a_later_file_no_longer_has_is_listed(bench: Council) -> None:
    brought_in(bench, rows(SIGNS, SALT))
    later = checked(bench, rows(SIGNS), at=NOW + timedelta(days=30))
    assert [str(each) for each in agreements_gone(later, bench["lead"], NOW.date())] == ["A-0002 Salt"]


def test_services_are_made_only_when_asked_for(bench: Council) -> None:
    line = SIGNS.replace("1+1,,", "1+1,Highways signs,")
    brought_in(bench, rows(line))
    assert not Service.objects.exists()
    started = checked(bench, rows(line))
    answer_all(bench, started, "new")
    assert started.rows.get().changes == [["Service", "nothing", "Highways signs"]]
    request_bringing_in(started, actor=bench["lead"], at=NOW)
    bring_in_waiting(lambda: NOW)
    assert str(Agreement.objects.get().service) == "Highways signs"
    assert checked(bench, rows(line)).counts == counts(unchanged=1)
    take_back(started, actor=bench["lead"], at=NOW)
    assert not Service.objects.exists()


def test_unfinished_imports_are_deleted_with_their_bytes(bench: Council, folder: Any) -> None:
    checked(bench, rows(SIGNS), at=NOW - timedelta(days=400))
    kept = brought_in(bench, rows(SALT), at=NOW - timedelta(days=400))
    delete_unfinished_imports(NOW.date())
    assert list(RegisterImport.objects.all()) == [kept]


def test_a_file_is_given_up(bench: Council) -> None:
    started = checked(bench, rows(SIGNS))
    delete_import(started, actor=bench["other"], at=NOW)
    assert not RegisterImport.objects.exists()


@pytest.mark.parametrize("name", ["councillor", "auditor", "admin", "nobody"])
def test_others_bring_nothing_in(bench: Council, name: str) -> None:
    with pytest.raises(Refused):
        checked(bench, rows(SIGNS), by=name)
