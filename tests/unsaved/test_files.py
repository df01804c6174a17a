"""A chosen file goes with its form until that is saved: named, removable, of one person, within bounds, for a day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from checklists.models import Evidence
from tests.checklists.views.asking import text_of
from tests.checklists.views.evidencing import TEXT, described, kept_files, new, upload
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn
from tests.unsaved.test_signed_out import SAID, form_with, mark_on
from tests.uploads.hostile_contents import macro_word
from unsaved.models import UnsavedFile
from unsaved.services import delete_expired


def test_a_file_survives_an_error_elsewhere(
    bench: Council, as_: SignedIn, kept_folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    mark = mark_on(client.get(new(cycle)), "title")
    page = client.post(new(cycle), described(file=upload(), dated_day="") | mark)
    assert "Date of the evidence must include a day" in text_of(page)
    assert "Chosen: Notes.txt (" in text_of(page) and "It is not saved yet" in text_of(page)
    assert not Evidence.objects.exists()
    form = form_with(page, "unsaved_file")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(new(cycle), described() | {name: form.controls[name].values[0][0] for name in CARRIED})
    assert Evidence.objects.get().file_name == "Notes.txt"
    assert [path.read_bytes() for path in kept_files()] == [TEXT]
    assert not UnsavedFile.objects.exists()
    assert not [path for path in kept_folder.glob("*/*") if path.is_file()]


CARRIED = ("form_mark", "unsaved_file")


def test_it_survives_every_further_error_and_another_takes_its_place(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    page = client.post(new(cycle), described(file=upload(), dated_day="") | mark_on(client.get(new(cycle)), "title"))
    carried: dict[str, str] = {}
    for _ in range(2):
        form = form_with(page, "unsaved_file")
        carried = {name: form.controls[name].values[0][0] for name in CARRIED}
        page = client.post(new(cycle), described(dated_day="") | carried)
        assert "Chosen: Notes.txt" in text_of(page)
    assert UnsavedFile.objects.count() == 1
    page = client.post(new(cycle), described(dated_day="", file=upload(b"Other", "Other.txt")) | carried)
    assert "Chosen: Other.txt" in text_of(page) and "Notes.txt" not in text_of(page)
    assert UnsavedFile.objects.get().name == "Other.txt"


def test_it_is_removed_in_one_press_and_the_words_stay(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    page = client.post(new(cycle), described(file=upload(), dated_day="") | mark_on(client.get(new(cycle)), "title"))
    form = form_with(page, "unsaved_file")
    assert [name for name, _ in form.buttons] == ["do", "remove_unsaved_file"]  # Enter presses the first
    carried = {name: form.controls[name].values[0][0] for name in CARRIED}
    removed = described(title="A better title", remove_unsaved_file=carried["unsaved_file"])
    back = client.post(new(cycle), removed | carried, follow=True)
    assert "The file is removed. Everything else that you had typed is here" in text_of(back)
    assert form_with(back, "title").controls["title"].values == [("A better title", True)]
    assert "unsaved_file" not in form_with(back, "title").controls and not UnsavedFile.objects.exists()


def test_it_waits_through_signing_in_for_its_owner_alone(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(team=[bench["member"]]), as_("lead")
    mark = mark_on(client.get(new(cycle)), "title")
    response = Client().post(new(cycle), described(file=upload()) | mark)
    back = client.get(parse_qs(urlsplit(response["Location"]).query)["next"][0])
    assert SAID in text_of(back) and "Chosen: Notes.txt" in text_of(back)
    form = form_with(back, "unsaved_file")
    carried = {name: form.controls[name].values[0][0] for name in (*CARRIED, "unsaved_form")}
    other = as_("member")
    theirs = described() | carried | mark_on(other.get(new(cycle)), "title")
    assert "Upload a file" in text_of(other.post(new(cycle), theirs)) and not Evidence.objects.exists()
    client.post(new(cycle), described() | carried)
    assert Evidence.objects.get().file_name == "Notes.txt"


def test_a_refused_file_is_not_kept(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    sent = described(file=upload(macro_word(), "Plan.docm")) | mark_on(client.get(new(cycle)), "title")
    assert "unsaved_file" not in client.post(new(cycle), sent).content.decode()
    assert not UnsavedFile.objects.exists()


@pytest.mark.parametrize("bound", ["UNSAVED_OF_A_PERSON", "UNSAVED_OF_ALL"])
def test_over_the_quota_it_is_said_and_the_words_stay(
    bound: str, bench: Council, as_: SignedIn, settings: Settings
) -> None:
    setattr(settings, bound, 10)
    cycle, client = bench.cycle(), as_("lead")
    mark = mark_on(client.get(new(cycle)), "title")
    page = client.post(new(cycle), described(file=upload(), dated_day="") | mark)
    assert "Choose again, once the form is mended: Notes.txt." in text_of(page)
    response = Client().post(new(cycle), described(file=upload()) | mark)
    back = client.get(parse_qs(urlsplit(response["Location"]).query)["next"][0])
    assert SAID in text_of(back) and "Choose again: Notes.txt." in text_of(back)
    assert not UnsavedFile.objects.exists()


def test_a_day_later_it_is_gone_with_its_bytes(
    bench: Council, as_: SignedIn, kept_folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    client.post(new(cycle), described(file=upload(), dated_day="") | mark_on(client.get(new(cycle)), "title"))
    assert [path.read_bytes() for path in kept_folder.glob("[0-9a-f][0-9a-f]/*")] == [TEXT]
    later = time_machine.travel(NOW + timedelta(hours=25), tick=False)
    with later, django_capture_on_commit_callbacks(execute=True):
        delete_expired(timezone.localdate())
    assert not list(kept_folder.glob("[0-9a-f][0-9a-f]/*")) and not UnsavedFile.objects.exists()
