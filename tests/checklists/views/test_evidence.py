"""Evidence of a cycle: adding a file or a link, and using it for answers."""

from __future__ import annotations

from datetime import date

import pytest

from checklists.models import AnswerDraft, Evidence
from demo import play
from tests.checklists.views.asking import address, errors_of, fresh, row, sends, text_of, with_evidence
from tests.checklists.views.evidencing import TEXT, described, item, kept_files, listed, new, upload
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn
from tests.uploads.hostile_contents import macro_word
from tests.uploads.hostile_packages import bomb


def test_a_file_is_added_and_kept(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    response = as_("lead").post(new(cycle), described(file=upload()), follow=True)
    assert "“Consultation report” is added. You can use it for any answer of this cycle." in text_of(response)
    found = Evidence.objects.get()
    assert (found.kind, found.file_name, found.size) == ("file", "Notes.txt", len(TEXT))
    assert (found.dated, found.good_until, found.confidential) == (date(2026, 10, 30), date(2028, 10, 30), False)
    assert (found.added_by, found.cycle) == (bench["lead"], cycle)
    assert [path.read_bytes() for path in kept_files()] == [TEXT]


def test_a_link_is_added(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    said = described(link="example.sharepoint.com/report", good_for="1", confidential="on")
    as_("lead").post(new(cycle), said)
    found = Evidence.objects.get()
    assert (found.kind, found.url, found.confidential) == ("link", "https://example.sharepoint.com/report", True)
    assert found.good_until == date(2027, 10, 30)


def test_good_until_another_date_and_leap_days(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    until = {"good_until_day": "1", "good_until_month": "2", "good_until_year": "2030"}
    client.post(new(cycle), described(link="https://example.org", good_for="until", **until))
    assert Evidence.objects.get().good_until == date(2030, 2, 1)
    leap = {"dated_day": "29", "dated_month": "2", "dated_year": "2024"}
    client.post(new(cycle), described(link="https://example.org", **leap))
    assert Evidence.objects.latest("pk").good_until == date(2026, 2, 28)


def test_new_evidence_for_an_answer_is_attached_to_it(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    client.post(address(answer), sends(answer, "met", "Half a thought", do="evidence"))
    response = client.post(address(answer, "question-evidence"), described(file=upload()), follow=True)
    assert "“Consultation report” is added to this answer." in text_of(response)
    assert "Half a thought" in text_of(response)
    assert answer.evidence.get().title == "Consultation report"
    assert AnswerDraft.objects.get().version == fresh(answer).version


def test_what_the_cycle_has_is_used_again_in_three_presses(bench: Council, as_: SignedIn) -> None:
    """Add evidence, tick, add."""
    cycle, client = bench.cycle(), as_("lead")
    first, second = row(cycle, 1), row(cycle, 2)
    kept = [with_evidence(bench, first, title) for title in ("Survey", "Minutes")]
    with_evidence(bench, second, "Its own")
    page = client.get(address(second, "question-evidence")).content.decode()
    assert "Its own" not in page
    chosen = {"do": "reuse", "evidence": [item.pk for item in kept]}
    response = client.post(address(second, "question-evidence"), chosen, follow=True)
    assert "2 pieces of evidence are added to this answer." in text_of(response)
    assert {found.title for found in second.evidence.all()} == {"Survey", "Minutes", "Its own"}


@pytest.mark.parametrize("chosen", [[], ["999999"], ["x"], ["9" * 40], ["\x00"]])
def test_nothing_to_use_again_is_said(bench: Council, as_: SignedIn, chosen: list[str]) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    play.add_evidence(answer.cycle, "Survey", at=NOW)
    foreign = play.add_evidence(bench.cycle(service_name="Libraries"), "Letter", at=NOW)
    for said in (chosen, [*chosen, str(foreign.pk)]):
        with nothing_written():
            response = client.post(address(answer, "question-evidence"), {"do": "reuse", "evidence": said})
        assert errors_of(response)


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({}, ["Select a file or enter a link"]),
        ({"link": "https://example.org", "title": ""}, ["Enter a title for the evidence"]),
        ({"link": "https://example.org", "title": "x" * 201}, ["Title must be 200 characters or fewer"]),
        ({"link": "not a link"}, ["Enter a link in the correct format, like https://www.example.org/report"]),
        ({"link": "javascript:alert(1)"}, ["Enter a link in the correct format, like https://www.example.org/report"]),
        ({"link": "ftp://example.org/x"}, ["Enter a link in the correct format, like https://www.example.org/report"]),
        ({"link": "https://example.org/" + "x" * 1000}, ["The link must be 1,000 characters or fewer"]),
        ({"link": "https://example.org", "dated_year": ""}, ["Date of the evidence must include a year"]),
        ({"link": "https://example.org", "dated_month": "13"}, ["Date of the evidence must be a real date"]),
        ({"link": "https://example.org", "dated_year": "0"}, ["The year must have 4 numbers"]),
        (
            {"link": "https://example.org", "dated_year": "2027"},
            ["The date of the evidence must be today or in the past"],
        ),
        ({"link": "https://example.org", "good_for": ""}, ["Select how long it is good for"]),
        ({"link": "https://example.org", "good_for": "99"}, ["Select how long it is good for"]),
        ({"link": "https://example.org", "good_for": "until"}, ["Enter the date until which it is good"]),
        (
            {
                "link": "https://example.org",
                "good_for": "until",
                "good_until_day": "1",
                "good_until_month": "1",
                "good_until_year": "2026",
            },
            ["Good until must be the same as or after the date of the evidence"],
        ),
    ],
)
def test_descriptions_that_will_not_do(bench: Council, as_: SignedIn, sent: dict[str, str], errors: list[str]) -> None:
    cycle, client = bench.cycle(), as_("lead")
    for url in (new(cycle), address(row(cycle), "question-evidence")):
        with nothing_written():
            response = client.post(url, described(**sent))
        assert response.status_code == 200
        assert errors_of(response) == errors


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "Report.pdf", "The selected file is empty"),
        (
            b"MZ\x90\x00",
            "Report.pdf",
            "The selected file is called .pdf but is not a PDF. Save it as a PDF and try again",
        ),
        (b"MZ\x90\x00", "Report.exe", "The selected file must be a PDF, Word, Excel, PowerPoint"),
        (b"<script>", "Report", "The selected file must be a PDF, Word, Excel, PowerPoint"),
        (macro_word(), "Report.docx", "The selected file contains macros or controls. Save it without macros"),
        (bomb(), "Report.docx", "The selected file unpacks to more than 200MB"),
        (b"x" * (20 * 1024 * 1024 + 1), "Report.txt", "The selected file must be smaller than 20MB"),
    ],
)
def test_files_that_will_not_do_say_why_and_nothing_is_kept(
    bench: Council, as_: SignedIn, content: bytes, name: str, reason: str
) -> None:
    cycle, client = bench.cycle(), as_("lead")
    with nothing_written():
        response = client.post(new(cycle), described(file=upload(content, name), confidential="on"))
    assert errors_of(response)[0].startswith(reason)
    page = response.content.decode()
    assert 'value="Consultation report"' in page
    assert 'value="2026"' in page
    assert "checked" in page
    assert kept_files() == []


def test_a_file_and_a_link_at_once_are_too_much(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    said = described(file=upload(), link="https://example.org")
    with nothing_written():
        errors = errors_of(client.post(new(cycle), said))
    assert errors == ["Upload a file or enter a link, not both. Add them one after the other"]
    assert kept_files() == []


def test_a_hostile_name_and_title_are_shown_as_words(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    said = described(file=upload(name="..\\..\\<img src=x>.txt"), title="<script>alert(1)</script>")
    client.post(new(cycle), said)
    found = Evidence.objects.get()
    assert found.file_name == "_img src=x_.txt"
    for url in (listed(cycle), item(found)):
        assert "<script>alert" not in client.get(url).content.decode()
        assert "<img" not in client.get(url).content.decode()


@pytest.mark.parametrize("name", ["other", "assistant", "adviser", "auditor", "councillor"])
def test_only_the_team_adds(bench: Council, as_: SignedIn, name: str) -> None:
    answer, client = row(bench.cycle()), as_(name)
    with nothing_written():
        for url in (new(answer.cycle), address(answer, "question-evidence")):
            assert client.get(url).status_code == 403
            assert client.post(url, described(file=upload())).status_code == 403
    assert kept_files() == []


def test_nothing_is_added_to_a_cycle_that_is_over(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle_at("closed")
    refused = as_("lead").post(new(cycle), described(file=upload()))
    assert refused.status_code == 403
    assert "This cycle is closed, so it can no longer be changed." in text_of(refused)
    assert kept_files() == []
