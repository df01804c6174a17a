"""The council's own lists: added to, renamed, ended and reopened, brought in from files; all of it on the record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from accounts.council_lists import LISTS, uses_of
from accounts.list_forms import CommitteeForm
from accounts.models import Committee, Directorate, Division, Portfolio, User
from accounts.policies.lists import may_choose
from accounts.selectors import open_entries
from accounts.services.list_import import ListFile, import_file, plan_file
from accounts.services.lists import add_entry, change_entry, end_entry, reopen_entry
from accounts.services.roles import grant_role
from audit.models import Event
from audit.presenters import entries
from tests.accounts.people import NOW, somebody
from tests.recording import written

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DIVISIONS = LISTS["divisions"]


@pytest.fixture
def sleaford(admin: User) -> Division:
    entry = add_entry(DIVISIONS, {"name": "Sleaford", "district": "North Kesteven"}, actor=admin, at=NOW)
    assert isinstance(entry, Division)
    return entry


def sentences(**about: Any) -> list[str]:
    return [entry.sentence for entry in entries(Event.objects.filter(**about).order_by("pk"))]


def faults(text: str, slug: str = "divisions") -> list[str]:
    return plan_file(text, TODAY, LISTS[slug]).faults


def bring_in(text: str, slug: str = "divisions") -> ListFile:
    file = plan_file(text, TODAY, LISTS[slug])
    import_file(file, actor=None, at=NOW)
    return file


def test_an_entry_is_added_renamed_ended_and_reopened_on_the_record(admin: User, sleaford: Division) -> None:
    named = {"name": "Sleaford Rural", "district": "North Kesteven"}
    renamed = change_entry(sleaford, named, seen_version=1, actor=admin, at=NOW)
    ended = end_entry(renamed, date(2027, 3, 31), actor=admin, at=NOW)
    assert (ended.pk, ended.name, ended.ended_on, ended.version) == (
        sleaford.pk,
        "Sleaford Rural",
        date(2027, 3, 31),
        3,
    )
    assert reopen_entry(ended, actor=admin, at=LATER).ended_on is None
    events = Event.objects.filter(object_type="division", object_id=sleaford.pk).order_by("pk")
    shown = entries(events)
    assert [entry.sentence for entry in shown] == [
        "Added Sleaford to the list of divisions",
        "Changed Sleaford in the list of divisions",
        "Ended Sleaford Rural in the list of divisions: its last day is 31 March 2027",
        "Reopened Sleaford Rural in the list of divisions: its last day was 31 March 2027",
    ]
    assert shown[1].changes == [("Name", "Sleaford", "Sleaford Rural")]
    assert {entry.who for entry in shown} == {"Nadia Khan"}


def test_what_changes_nothing_is_not_recorded(admin: User, sleaford: Division) -> None:
    before = Event.objects.count()
    same = {"name": " Sleaford ", "district": "North Kesteven"}
    change_entry(sleaford, same, seen_version=1, actor=admin, at=NOW)
    reopen_entry(sleaford, actor=admin, at=NOW)
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["Sleaford", "SLEAFORD", " sleaford\u200b", "Sléaford"])
def test_a_name_stands_once_however_it_is_written(admin: User, sleaford: Division, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_entry(DIVISIONS, {"name": name, "district": "Elsewhere"}, actor=admin, at=NOW)
    assert refused.value.message_dict == {"name": ["“Sleaford” is on the list already"]}
    other = add_entry(DIVISIONS, {"name": "Holbeach", "district": "South Holland"}, actor=admin, at=NOW)
    with pytest.raises(ValidationError):
        change_entry(other, {"name": name, "district": "South Holland"}, seen_version=1, actor=admin, at=NOW)


def test_an_ended_name_is_to_be_reopened_not_added_again(admin: User, sleaford: Division) -> None:
    end_entry(sleaford, TODAY, actor=admin, at=NOW)
    with pytest.raises(ValidationError, match="It has an end: reopen it instead"):
        add_entry(DIVISIONS, {"name": "Sleaford", "district": "North Kesteven"}, actor=admin, at=NOW)


def test_of_two_who_change_an_entry_the_second_reads_what_the_first_wrote(admin: User, sleaford: Division) -> None:
    change_entry(sleaford, {"name": "Sleaford Rural", "district": "X"}, seen_version=1, actor=admin, at=NOW)
    with pytest.raises(ValidationError, match="It is now: Sleaford Rural, X") as refused:
        change_entry(sleaford, {"name": "Sleaford Town", "district": "X"}, seen_version=1, actor=admin, at=NOW)
    assert refused.value.code == "stale"


@pytest.mark.parametrize("kind", ["commissioner", "manager", "framework_owner", "auditor", "councillor"])
def test_nobody_else_changes_a_list(sleaford: Division, kind: str) -> None:
    actor = somebody("Ann Bell", kind)
    with written() as wrote:
        for attempt in (
            lambda: add_entry(DIVISIONS, {"name": "X", "district": "Y"}, actor=actor, at=NOW),
            lambda: change_entry(sleaford, {"name": "X"}, seen_version=1, actor=actor, at=NOW),
            lambda: end_entry(sleaford, TODAY, actor=actor, at=NOW),
            lambda: reopen_entry(sleaford, actor=actor, at=NOW),
            lambda: import_file(ListFile([], [], []), actor=actor, at=NOW),
        ):
            with pytest.raises(PermissionDenied, match=r"^Only an administrator can change the council's lists\.$"):
                attempt()
    assert not wrote.statements


def test_the_last_day_is_the_last_on_which_it_can_be_chosen(admin: User, sleaford: Division) -> None:
    end_entry(sleaford, TODAY, actor=admin, at=NOW)
    assert list(open_entries(Division, TODAY)) == [sleaford]
    assert list(open_entries(Division, date(2026, 11, 24))) == []
    sleaford.refresh_from_db()
    assert may_choose(sleaford, TODAY)
    assert may_choose(sleaford, date(2026, 11, 24)).reason == "Sleaford ended on 23 November 2026"


def test_a_role_cannot_name_what_has_ended(admin: User, sleaford: Division) -> None:
    helen = somebody("Helen Marsh")
    end_entry(sleaford, date(2026, 11, 22), actor=admin, at=NOW)
    sleaford.refresh_from_db()
    with pytest.raises(ValidationError, match="Sleaford ended on 22 November 2026"):
        grant_role(helen, "councillor", division=sleaford, actor=admin, at=NOW)


def test_a_short_name_is_made_from_the_name_and_kept(admin: User) -> None:
    entry = add_entry(LISTS["directorates"], {"name": "Fire & Rescue – Safety"}, actor=admin, at=NOW)
    renamed = change_entry(entry, {"name": "Public Protection", "code": "x"}, seen_version=1, actor=admin, at=NOW)
    assert Directorate.objects.get(pk=renamed.pk).code == "fire-rescue-safety"


def test_what_uses_a_directorate_or_a_division(admin: User, manager: User, sleaford: Division) -> None:
    helen = somebody("Helen Marsh")
    grant_role(helen, "councillor", division=sleaford, actor=admin, at=NOW)
    place = Directorate.objects.get(code="place")
    for name in ("Ann Bell", "Tom Baines"):
        grant_role(somebody(name), "commissioner", directorate=place, actor=admin, at=NOW)
    assert [(use.text, use.address) for use in uses_of(place, admin, TODAY)] == [
        ("2 commissioners", "/manage/people/?directorate=place"),
        ("1 manager", "/manage/people/?directorate=place"),
    ]
    assert [(use.text, use.address) for use in uses_of(sleaford, admin, TODAY)] == [
        ("Councillor Helen Marsh", f"/manage/people/{helen.pk}/")
    ]


def test_a_file_adds_changes_and_leaves_alone(sleaford: Division) -> None:
    Division.objects.create(name="Holbeach", district="South Holland")
    Division.objects.create(name="Crowland", district="South Holland")
    file = bring_in("name,district\nBoston North,Boston\nSLEAFORD,Sleaford Hills\nholbeach,south holland\n")
    (plan,) = file.plans
    assert [str(entry) for entry in plan.added] == ["Boston North"]
    assert [after.in_words for _, after in plan.changed] == ["Sleaford, Sleaford Hills"]
    assert [str(entry) for entry in plan.unchanged] == ["Holbeach"]
    assert [str(entry) for entry in plan.left_out] == ["Crowland"]
    assert [entry.in_words for entry in Division.objects.all()] == [
        "Boston North, Boston",
        "Crowland, South Holland",
        "Holbeach, South Holland",
        "Sleaford, Sleaford Hills",
    ]
    assert sentences(verb="list_entry_changed") == ["Changed Sleaford in the list of divisions"]


def test_every_fault_names_its_row(admin: User, sleaford: Division) -> None:
    Division.objects.create(name="Bourne Abbey", district="South Kesteven", ended_on=date(2025, 5, 4))
    rows = ["name,district", "Holbeach,South Holland", ",Boston", "Crowland,", "HOLBEACH ,South Holland"]
    rows += [f"{'x' * 121},Boston", "Bourne Abbey,South Kesteven"]
    assert faults("\n".join(rows)) == [
        "Row 3: the name is missing",
        "Row 4: the district is missing",
        "Row 5: “HOLBEACH” is there twice (rows 2 and 5)",
        "Row 6: the name is longer than 120 characters",
        "Row 7: Bourne Abbey ended on 4 May 2025. Reopen it first, or leave the row out",
    ]
    before = list(Division.objects.values_list("pk", "name"))
    with pytest.raises(ValidationError):
        bring_in("\n".join(rows))
    assert list(Division.objects.values_list("pk", "name")) == before


def test_a_directorate_is_known_by_its_short_name_or_its_name() -> None:
    Directorate.objects.all().delete()
    bring_in("name,short name\nPlace,place\nChildren's Services,childrens\nResources,\n", "directorates")
    bring_in("short name,name\nPLACE,Place and Environment\n,resources\n", "directorates")
    assert set(Directorate.objects.values_list("code", "name")) == {
        ("place", "Place and Environment"),
        ("childrens", "Children's Services"),
        ("resources", "Resources"),
    }
    text = "name,code\nResources,money\nResources,place\nAdult Care,a b\nFire,fire\nFlood,fire\n"
    assert faults(text, "directorates") == [
        "Row 2: the short name of “Resources” is “resources”, which can't be changed",
        "Row 3: “Resources” is there twice (rows 2 and 3)",
        "Row 3: the short name “place” is that of “Place and Environment”, but “Resources” is on the list too",
        "Row 4: “a b” is no short name. Use small letters, numbers and hyphens, 40 at most",
        "Row 6: “fire” is there twice (rows 5 and 6)",
    ]


def test_portfolios_name_a_councillor_and_committees_a_kind() -> None:
    helen = somebody("Helen Marsh", "councillor")
    somebody("Priya Nair", "commissioner")
    bring_in(f"Portfolio,Held by\nHighways,{helen.email.upper()}\nChildren,\n", "portfolios")
    assert [entry.in_words for entry in Portfolio.objects.all()] == ["Children", "Highways, held by Helen Marsh"]
    assert faults("name,held by\nHealth,priya.nair@council.test\n", "portfolios") == [
        "Row 2: no councillor here has the email address “priya.nair@council.test”"
    ]
    bring_in(
        "committee,kind\nExecutive,EXECUTIVE\nHighways Scrutiny,Overview and Scrutiny\nAudit,other\n", "committees"
    )
    assert list(Committee.objects.values_list("name", "kind")) == [
        ("Audit", "other"),
        ("Executive", "executive"),
        ("Highways Scrutiny", "scrutiny"),
    ]
    assert faults("name,kind\nCabinet,Cabinet\n", "committees") == [
        "Row 2: “Cabinet” is no kind of committee. Write Executive, Overview and scrutiny, or Other"
    ]
    assert [str(label) for _, label in CommitteeForm.base_fields["kind"].choices] == [  # type: ignore[attr-defined]
        "Executive",
        "Overview and scrutiny",
        "Other",
    ]


def test_the_council_has_seventy_divisions_and_may_have_two_thousand() -> None:
    text = "name,district\n" + "".join(f"Division {number},District {number % 7}\n" for number in range(2_000))
    bring_in(text)
    assert Division.objects.count() == 2_000
    (plan,) = plan_file(text, TODAY, DIVISIONS).plans
    assert (len(plan.unchanged), plan.added, plan.changed) == (2_000, [], [])


def test_a_list_that_has_moved_on_is_not_written_over(admin: User, sleaford: Division) -> None:
    file = plan_file("name,district\nBoston North,Boston\nSleaford,Elsewhere\n", TODAY, DIVISIONS)
    change_entry(sleaford, {"name": "Sleaford", "district": "Here"}, seen_version=1, actor=admin, at=NOW)
    with pytest.raises(ValidationError, match="The list has changed since the file was checked"):
        import_file(file, actor=admin, at=NOW)
    assert [entry.in_words for entry in Division.objects.all()] == ["Sleaford, Here"]


def test_the_command_brings_in_all_lists_of_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lists.csv"
    path.write_bytes(
        "list;name;district;kind\nDivisions;Saint-Éloi;Boston;\ncommittee;Audit;;other\nportfolios;Highways;;\n".encode(
            "cp1252"
        )
    )
    call_command("load_lists", str(path))
    assert capsys.readouterr().out.splitlines() == [
        "Divisions: 1 entry added, 0 changed, 0 there already.",
        "Portfolios: 1 entry added, 0 changed, 0 there already.",
        "Committees: 1 entry added, 0 changed, 0 there already.",
    ]
    assert Division.objects.get().in_words == "Saint-Éloi, Boston"
    assert Event.objects.filter(verb="list_entry_added", actor=None).count() == 3
    path.write_text("name,district\nHolbeach,South Holland\nSaint-Eloi,Boston\n")
    call_command("load_lists", str(path), "--list", "divisions")
    assert capsys.readouterr().out == "Divisions: 1 entry added, 0 changed, 1 there already.\n"


def test_the_command_names_every_fault_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("list,name,district\ndivisions,Boston North,Boston\nwards,X,Y\ndivisions,,Z\ndivisions,Fenside,\n")
    with pytest.raises(CommandError) as refused:
        call_command("load_lists", str(path))
    assert str(refused.value).splitlines() == [
        "Nothing was brought in.",
        "Row 3: the list must be one of directorates, divisions, portfolios or committees",
        "Row 4: the name is missing",
        "Row 5: the district is missing",
    ]
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match=r"^Nothing was brought in: This file is not text\."):
        call_command("load_lists", str(path))
    with pytest.raises(CommandError, match=r"^Nothing was brought in: .* can't be read: No such file or directory$"):
        call_command("load_lists", str(tmp_path / "none.csv"))
    assert not Division.objects.exists()
