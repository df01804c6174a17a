"""Evidence of a cycle: adding a file or a link, using it for answers, reading it, and its file as it was added."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from cycles.models import Answer, AnswerDraft, Cycle, Evidence
from cycles.services.answering import attach_evidence
from cycles.services.editing import restrict
from cycles.services.evidencing import add_file, add_link
from demo import play
from tests.council import NOW, Council
from tests.cycles.files.hostile_contents import macro_word
from tests.cycles.files.hostile_packages import bomb
from tests.cycles.ledger import nothing_written
from tests.cycles.views.asking import address, errors_of, fresh, row, sends, text_of, with_evidence
from tests.cycles.views.conftest import SignedIn

TEXT = b"What people told us.\n"


def listed(cycle: Cycle) -> str:
    return reverse("evidence", args=[cycle.reference])


def new(cycle: Cycle) -> str:
    return reverse("evidence-new", args=[cycle.reference])


def item(evidence: Evidence, name: str = "evidence-item") -> str:
    return reverse(name, args=[evidence.cycle.reference, evidence.pk])


def upload(content: bytes = TEXT, name: str = "Notes.txt") -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def described(**more: Any) -> dict[str, Any]:
    """What the form of new evidence sends, but for its file or its link."""
    dated = {"dated_day": "30", "dated_month": "10", "dated_year": "2026"}
    return {"title": "Consultation report", "good_for": "2", "do": "new"} | dated | more


def added_file(council: Council, cycle: Cycle, *, confidential: bool = False, title: str = "Notes") -> Evidence:
    return add_file(
        cycle,
        BytesIO(TEXT),
        "Notes.txt",
        title=title,
        dated=date(2026, 10, 1),
        good_until=date(2028, 10, 1),
        confidential=confidential,
        actor=council["lead"],
        at=NOW,
    )


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# Adding


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


# Reading


def test_the_list_says_what_each_is_and_where_it_is_used(bench: Council, as_: SignedIn) -> None:
    answer = row(bench.cycle())
    with_evidence(bench, answer, "Survey")
    added_file(bench, answer.cycle, confidential=True)
    said = text_of(as_("other").get(listed(answer.cycle)), "tbody")
    assert "Notes Confidential TXT, 21 bytes 1 October 2026 In date to October 2028 Not used yet Priya Nair" in said
    assert "Survey Link to documents.example.org 24 October 2026 In date to October 2028 Residents AN" in said


def test_an_empty_list_says_what_to_do(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    assert "No evidence yet. Add the first piece here" in text_of(as_("lead").get(listed(cycle)))
    assert "There is no evidence that you can read yet." in text_of(as_("councillor").get(listed(cycle)))


def test_councillors_read_what_is_open_behind_a_passed_gate(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("councillor")
    answer = row(cycle)
    shown, hidden = added_file(bench, cycle, title="Open"), added_file(bench, cycle, confidential=True, title="Secret")
    unused = added_file(bench, cycle, title="Unused")
    for evidence in (shown, hidden):
        attach_evidence(Answer.objects.get(pk=answer.pk), evidence, actor=bench["lead"], at=NOW)
    assert client.get(item(shown)).status_code == 403
    play.pass_gate(cycle, at=NOW)
    page = text_of(client.get(listed(cycle)))
    assert "Open" in page
    assert "Secret" not in page
    assert "Unused" not in page
    assert client.get(item(shown)).status_code == 200
    assert body(client.get(item(shown, "evidence-download"))) == TEXT
    for evidence in (hidden, unused):
        for name in ("evidence-item", "evidence-download"):
            refused = client.get(item(evidence, name))
            assert refused.status_code == 403
            assert evidence.title not in refused.content.decode()


def test_the_item_shows_its_facts(bench: Council, as_: SignedIn) -> None:
    evidence = added_file(bench, bench.cycle())
    said = text_of(as_("other").get(item(evidence)))
    assert "File Notes.txt Date of the evidence 1 October 2026 Good until 1 October 2028 Confidential No" in said
    assert f"Fingerprint (SHA-256) {evidence.sha256}" in said
    assert "No answer rests on this yet." in said


def test_evidence_of_another_cycle_and_of_restricted_ones_is_absent(bench: Council, as_: SignedIn) -> None:
    cycle, other = bench.cycle(), bench.cycle(service_name="Libraries")
    evidence = added_file(bench, cycle)
    client = as_("other")
    for name in ("evidence-item", "evidence-download"):
        assert client.get(reverse(name, args=[other.reference, evidence.pk])).status_code == 404
        assert client.get(reverse(name, args=[cycle.reference, 10**15])).status_code == 404
    restrict(cycle, restricted=True, reason="It names a child", actor=bench["lead"], at=NOW)
    for url in (listed(cycle), new(cycle), item(evidence), item(evidence, "evidence-download")):
        assert client.get(url).status_code == 404


def test_the_file_goes_out_as_it_came_in_and_is_put_on_record(bench: Council, as_: SignedIn) -> None:
    evidence = added_file(bench, bench.cycle())
    response = as_("other").get(item(evidence, "evidence-download"))
    assert body(response) == TEXT
    assert response["Content-Disposition"].startswith('attachment; filename="Notes.txt"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    event = Event.objects.get(verb="evidence_downloaded")
    assert (event.actor, event.object_id, event.facts["sha256"]) == (bench["other"], evidence.pk, evidence.sha256)


def test_asking_for_the_headers_alone_is_no_download(bench: Council, as_: SignedIn) -> None:
    evidence = added_file(bench, bench.cycle())
    assert as_("other").head(item(evidence, "evidence-download")).status_code == 200
    assert not Event.objects.filter(verb="evidence_downloaded").exists()


@pytest.mark.parametrize("damage", [b"What people told them.", None])
def test_a_file_that_was_altered_or_lost_is_not_sent(bench: Council, as_: SignedIn, damage: bytes | None) -> None:
    evidence = added_file(bench, bench.cycle())
    [stored] = kept_files()
    stored.unlink()
    if damage is not None:
        stored.write_bytes(damage)
    response = as_("other").get(item(evidence, "evidence-download"))
    assert response.status_code == 409
    assert "is missing, or no longer what was added" in text_of(response)
    assert not Event.objects.filter(verb="evidence_downloaded").exists()


def test_a_link_has_no_file(bench: Council, as_: SignedIn) -> None:
    evidence = play.add_evidence(bench.cycle(), "Survey", at=NOW)
    assert as_("other").get(item(evidence, "evidence-download")).status_code == 404
    assert 'rel="external noopener noreferrer"' in as_("other").get(item(evidence)).content.decode()


# Taking off


def test_evidence_is_taken_off_an_answer_from_its_own_page(bench: Council, as_: SignedIn) -> None:
    answer, client = row(bench.cycle()), as_("lead")
    evidence = with_evidence(bench, answer)
    assert "Remove from Residents AN" in text_of(client.get(item(evidence)))
    response = client.post(address(answer, "question-evidence"), {"detach": evidence.pk}, follow=True)
    assert "“Survey” is no longer evidence for “Residents AN”." in text_of(response)
    assert not answer.evidence.exists()


@pytest.mark.parametrize("name", ["other", "adviser", "auditor"])
def test_only_the_team_takes_it_off(bench: Council, as_: SignedIn, name: str) -> None:
    answer, client = row(bench.cycle()), as_(name)
    evidence = with_evidence(bench, answer)
    assert "Remove" not in text_of(client.get(item(evidence)))
    assert client.post(address(answer, "question-evidence"), {"detach": evidence.pk}).status_code == 403
    assert answer.evidence.exists()


def test_sealed_evidence_stays(bench: Council, as_: SignedIn) -> None:
    cycle, client = play.ready(bench.cycle(), at=NOW), as_("lead")
    play.put(cycle, at=NOW)
    answer = row(cycle)
    evidence = answer.evidence.get()
    assert "Remove" not in text_of(client.get(item(evidence)))
    assert client.post(address(answer, "question-evidence"), {"detach": evidence.pk}).status_code == 403
    assert answer.evidence.exists()


# Cost


def test_the_list_reads_the_same_number_of_times_for_any_number(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, three = bench.cycle(), bench.cycle(service_name="Libraries")
    with_evidence(bench, row(one))
    for title in ("Survey", "Minutes", "Letter"):
        with_evidence(bench, row(three), title)
    client = as_("lead")
    client.get(listed(one))
    for url in (listed(one), listed(three)):
        with django_assert_num_queries(9):
            client.get(url)


def test_the_choice_of_evidence_reads_the_same_number_of_times(
    bench: Council, as_: SignedIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one, three = bench.cycle(), bench.cycle(service_name="Libraries")
    for cycle, titles in ((one, ["Survey"]), (three, ["Survey", "Minutes", "Letter"])):
        for title in titles:
            add_link(
                cycle,
                "https://example.org",
                title=title,
                dated=NOW.date(),
                good_until=NOW.date(),
                confidential=False,
                actor=bench["lead"],
                at=NOW,
            )
    client, addresses = as_("lead"), [address(row(cycle), "question-evidence") for cycle in (one, three)]
    client.get(addresses[0])
    for url in addresses:
        with django_assert_num_queries(18):
            client.get(url)


@pytest.mark.parametrize("name", ["evidence", "evidence-new"])
def test_needs_sign_in(bench: Council, name: str) -> None:
    response = Client().get(reverse(name, args=[bench.cycle().reference]))
    assert response["Location"].startswith("/sign-in/")
