"""Writing editions: once, whole, and never under a cycle that uses them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Model

from accounts.models import Directorate, Specialism, User
from audit.models import Event
from audit.services import history_sentences, verify_all
from cycles.models import Cycle, Service
from principles.models import Edition, Question, StageStatement
from principles.reading.lines import EditionFault
from principles.selectors import NoEdition, edition_in_force, questions_of
from principles.services import EditionInUse, FaultyFiles, LoadOutcome, load, load_folder
from tests.principles.editions import CHECKLIST, FRAMEWORK, REAL, changed, real, small

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("nothing_loaded")


def rows() -> dict[str, list[int]]:
    """Every row of every table that loading may write, by its key."""
    models: list[type[Model]] = [*apps.get_app_config("principles").get_models(), Directorate, Specialism, Event]
    return {str(model._meta.label): list(model._default_manager.values_list("pk", flat=True)) for model in models}


def folder(path: Path, framework: str = FRAMEWORK, checklist: str = CHECKLIST) -> Path:
    (path / "framework.yaml").write_text(framework)
    (path / "checklist.yaml").write_text(checklist)
    return path


def cycle_under(edition: Edition) -> Cycle:
    """A row that uses the edition, as bare as the constraints allow: only its foreign key matters here."""
    directorate = Directorate.objects.get(code="place")
    lead = User.objects.create_user("lead@example.org", "Lee Lead")
    service = Service.objects.create(name="Street lamps", directorate=directorate, created_at=AT)
    return Cycle.objects.create(
        service=service,
        number=1,
        reference="C-0001",
        serial=1,
        edition=edition,
        stage_since=AT,
        directorate=directorate,
        lead=lead,
        sponsor=lead,
        need_by=date(2028, 4, 1),
        tier="L",
        tier_computed="L",
        started_by=lead,
        started_at=AT,
        changed_at=AT,
    )


def test_the_real_edition_is_written_whole() -> None:
    before = rows()
    edition = load(real(), AT).edition
    counts = {label.removeprefix("principles."): len(keys) - len(before[label]) for label, keys in rows().items()}
    assert counts == {
        "Edition": 1,
        "StageStatement": 4,
        "Principle": 10,
        "Duty": 4,
        "Ambition": 4,
        "DeliveryRoute": 8,
        "LegalRegime": 6,
        "RegimeRoute": 5,
        "Confirmer": 13,
        "Question": 67,
        "accounts.Directorate": 4,
        "accounts.Specialism": 9,
        "audit.Event": 1,
    }
    assert (edition.digest, edition.loaded_at) == (real().digest, AT)
    assert edition.figures == real().framework.figures


def test_a_question_is_written_with_what_it_names() -> None:
    edition = load(real(), AT).edition
    question = questions_of(edition).get(code="AN-PSED-1")
    assert (question.stage, question.position) == ("analyse", 15)
    assert (question.principle.code, question.confirmer.code) == ("resident_focused", "equality_lead")
    assert question.duty is not None
    assert (question.duty.code, question.duty.due_regard, len(question.duty.characteristics)) == ("PSED", True, 8)
    assert (question.tiers, question.check_name) == (["M", "L", "X"], "equality_analysis_opened")
    assert [each.code for each in questions_of(edition)] == [each.code for each in real().checklist.questions]


def test_a_stage_knows_what_its_gate_asks() -> None:
    edition = load(real(), AT).edition
    assert StageStatement.objects.get(edition=edition, code="do").gate_question == (
        "Is the chosen model lawfully in place, live and being measured?"
    )


def test_advisers_can_be_asked_what_the_confirmers_who_sign_in_confirm() -> None:
    load(small(), AT)
    assert list(Specialism.objects.values_list("code", "name")) == [("finance", "Finance")]
    assert list(Directorate.objects.values_list("code", "name")) == [("place", "Place")]


def test_loading_the_same_again_changes_nothing() -> None:
    first = load(real(), AT)
    before = rows()
    second = load(real(), LATER)
    assert (first.outcome, second.outcome) == (LoadOutcome.LOADED, LoadOutcome.UNCHANGED)
    assert rows() == before
    assert (second.edition.digest, second.edition.loaded_at) == (first.edition.digest, AT)


def test_an_edition_that_no_cycle_uses_is_replaced() -> None:
    load(small(), AT)
    wanted = small(checklist=changed(CHECKLIST, "Name who was asked.", "Name everybody."))
    loaded = load(wanted, LATER)
    assert loaded.outcome is LoadOutcome.REPLACED
    assert Edition.objects.get().digest == wanted.digest
    assert Question.objects.get(code="AN-RES-1").guidance == "Name everybody."
    assert Question.objects.count() == 4


def test_a_new_text_under_a_cycle_is_refused_and_changes_nothing() -> None:
    edition = load(small(), AT).edition
    cycle_under(edition)
    before = rows()
    with pytest.raises(EditionInUse, match=r"^Cycles use the edition fenland-2026 already, so what it says can't"):
        load(small(framework=changed(FRAMEWORK, "Spend well.", "Save.")), LATER)
    assert rows() == before
    assert Edition.objects.get().aim == "Spend well."


def test_the_same_text_under_a_cycle_is_no_change() -> None:
    edition = load(small(), AT).edition
    cycle_under(edition)
    assert load(small(), LATER).outcome is LoadOutcome.UNCHANGED


def test_a_new_code_under_a_cycle_is_a_new_edition() -> None:
    edition = load(small(), AT).edition
    cycle_under(edition)
    newer = changed(changed(FRAMEWORK, "fenland-2026", "fenland-2027"), "2026-05-01", "2027-05-01")
    assert load(small(framework=newer), LATER).outcome is LoadOutcome.LOADED
    assert Edition.objects.count() == 2
    assert Cycle.objects.get().edition == edition


def test_the_record_tells_what_was_loaded() -> None:
    known = Event.objects.count()
    load(small(), AT)
    load(small(framework=changed(FRAMEWORK, "Spend well.", "Save.")), LATER)
    events = list(Event.objects.filter(chain="system"))[known:]
    assert [history_sentences()[event.verb].format(**event.facts) for event in events] == [
        "Loaded the edition How we commission with 4 questions",
        "Replaced the edition How we commission, which no cycle used, by a text with 4 questions",
    ]
    assert [event.at for event in events] == [AT, LATER]
    assert events[1].object_id == Edition.objects.get().pk
    assert list(verify_all()) == []


def test_a_bad_file_writes_no_row(tmp_path: Path) -> None:
    before = rows()
    bad = changed(CHECKLIST, "confirmer: finance", "confirmer: nobody")
    with pytest.raises(FaultyFiles) as refused:
        load_folder(folder(tmp_path, checklist=bad), AT)
    assert refused.value.faults == [
        EditionFault("checklist.yaml", 25, 'question AN-RES-1: there is no confirmer "nobody"'),
    ]
    assert rows() == before


def test_the_command_loads_a_folder_and_says_so() -> None:
    said = StringIO()
    for _ in range(2):
        call_command("load_framework", str(REAL), stdout=said)
    assert said.getvalue().splitlines() == [
        "Loaded the edition One Council Commissioning Framework 2021-2024.",
        "Nothing to change in the edition One Council Commissioning Framework 2021-2024.",
    ]


def test_the_command_names_every_fault(tmp_path: Path) -> None:
    bad = changed(changed(FRAMEWORK, "aim: Spend well.\n", ""), "divisions: 30", "divisions: many")
    with pytest.raises(CommandError) as refused:
        call_command("load_framework", str(folder(tmp_path, framework=bad)))
    assert str(refused.value).splitlines() == [
        "Not loaded: 2 faults.",
        "framework.yaml, line 1: aim is missing",
        "framework.yaml, line 38: governance: divisions must be a whole number, not many",
    ]


def test_the_command_says_which_file_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Not loaded: .*framework\.yaml can't be read: No such file or directory$"):
        call_command("load_framework", str(tmp_path))
    folder(tmp_path).joinpath("framework.yaml").write_bytes(b"title: \xff")
    with pytest.raises(CommandError, match=r"framework\.yaml, line 1: the file is not text in UTF-8$"):
        call_command("load_framework", str(tmp_path))


def test_the_edition_in_force_is_the_latest_whose_day_has_come() -> None:
    with pytest.raises(NoEdition, match="No edition of the framework is in force on 2026-11-23"):
        edition_in_force(date(2026, 11, 23))
    old = load(real(), AT).edition
    new = load(small(), AT).edition
    with pytest.raises(NoEdition):
        edition_in_force(date(2021, 7, 5))
    assert edition_in_force(date(2021, 7, 6)) == old
    assert edition_in_force(date(2026, 4, 30)) == old  # its valid_to has passed, but nothing has come after it
    assert edition_in_force(date(2026, 5, 1)) == new
