"""Evidence of a cycle: reading it, its file as it was added, and taking it off an answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from checklists.models import Answer
from checklists.services.answering import attach_evidence
from checklists.services.evidencing import add_link
from checklists.services.publishing import publish_answers
from cycles.services.editing import restrict
from demo import play
from tests.checklists.views.asking import address, row, text_of, with_evidence
from tests.checklists.views.evidencing import TEXT, added_file, body, item, kept_files, listed, new
from tests.council import NOW, Council
from tests.cycles.views.conftest import SignedIn


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


def test_councillors_read_what_is_open_behind_published_answers(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("councillor")
    answer = row(cycle)
    shown, hidden = added_file(bench, cycle, title="Open"), added_file(bench, cycle, confidential=True, title="Secret")
    unused = added_file(bench, cycle, title="Unused")
    for evidence in (shown, hidden):
        attach_evidence(Answer.objects.get(pk=answer.pk), evidence, actor=bench["lead"], at=NOW)
    assert client.get(item(shown)).status_code == 403
    cycle = play.pass_gate(cycle, at=NOW)
    assert client.get(item(shown)).status_code == 403
    publish_answers(cycle, "analyse", actor=bench["lead"], at=NOW)
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
        assert client.get(reverse(name, args=[cycle.reference, 10**30])).status_code == 404
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
        with django_assert_num_queries(7):
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
        with django_assert_num_queries(8):
            client.get(url)


@pytest.mark.parametrize("name", ["evidence", "evidence-new"])
def test_needs_sign_in(bench: Council, name: str) -> None:
    response = Client().get(reverse(name, args=[bench.cycle().reference]))
    assert response["Location"].startswith("/sign-in/")
