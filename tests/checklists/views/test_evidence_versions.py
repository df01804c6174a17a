"""A newer version of evidence, what is said of it put right, and one item for several questions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from approvals.models import Outcome
from audit.models import Event
from checklists.models import Answer, ConfirmationState, Evidence
from checklists.services.answering import attach_evidence
from demo import play
from tests.checklists.views.asking import address, errors_of, fresh, row, text_of, with_evidence
from tests.checklists.views.evidencing import described, item, kept_files, listed, new, upload
from tests.council import NOW, Council
from tests.cycles.assertions import nothing_written
from tests.cycles.views.conftest import SignedIn
from tests.uploads import mail, pdfs, protected


def cited(answer: Answer) -> list[str]:
    return [evidence.title for evidence in answer.evidence.order_by("pk")]


def shared(council: Council, *answers: Answer) -> Evidence:
    first, *others = answers
    evidence = with_evidence(council, first)
    for answer in others:
        attach_evidence(answer, evidence, actor=council["lead"], at=NOW)
    return evidence


def test_a_newer_version_takes_its_place_in_all_answers(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    answers = [row(cycle, 1), row(cycle, 2), row(cycle, 1, "plan")]
    old = shared(bench, *answers)
    with_evidence(bench, answers[1], "Its own")
    page = client.get(item(old, "evidence-version"))
    assert 'value="Survey"' in page.content.decode()
    sent = described(title="Survey, second round", file=upload())
    response = client.post(item(old, "evidence-version"), sent, follow=True)
    assert "The newer version is added. 3 answers rest on it now." in text_of(response)
    newer = Evidence.objects.get(replaces=old)
    assert [cited(answer) for answer in answers] == [
        ["Survey, second round"],
        ["Its own", "Survey, second round"],
        ["Survey, second round"],
    ]
    assert [each.evidence_ids for each in answers[0].revisions.all()[:2]] == [[newer.pk], [old.pk]]
    assert Event.objects.filter(verb="evidence_replaced").count() == 3
    assert "This is an earlier version." in text_of(client.get(item(old)))
    assert "It took the place of an earlier version: Survey" in text_of(client.get(item(newer)))
    assert "A newer version took its place" in text_of(client.get(listed(cycle)))
    assert "Survey</label>" not in client.get(address(row(cycle, 1, "do"), "question-evidence")).content.decode()


def test_what_is_submitted_keeps_the_version_that_it_was_submitted_with(bench: Council, as_: SignedIn) -> None:
    """Once it comes back, one press brings in the newer one."""
    cycle = bench.cycle()
    play.ready(cycle, at=NOW)
    answer, later = row(cycle), row(cycle, 1, "plan")
    old = answer.evidence.get()
    attach_evidence(later, old, actor=bench["lead"], at=NOW)
    submission = play.put(cycle, at=NOW)
    client = as_("lead")
    assert "stays in answers that are submitted or decided" in text_of(client.get(item(old, "evidence-version")))
    client.post(item(old, "evidence-version"), described(link="https://example.org/2", title="Second"))
    newer = Evidence.objects.get(replaces=old)
    assert list(answer.evidence.all()) == [old]
    assert list(later.evidence.all()) == [newer]
    submission.refresh_from_db()
    sealed = next(each for each in submission.pack["answers"] if each["code"] == answer.question.code)
    assert [each["id"] for each in sealed["evidence"]] == [old.pk]
    play.sign(submission, at=NOW, ruled=play.ruling(submission, Outcome.RETURN, reopened=[answer.question.code]))
    page = client.get(address(answer))
    assert "Use the newer version" in text_of(page)
    shown = fresh(answer)
    sent = {"newer": newer.pk, "state": shown.state, "explanation": shown.explanation, "version": shown.version}
    response = client.post(address(answer), sent, follow=True)
    assert "This answer rests on the newer version of “Second” now." in text_of(response)
    assert list(answer.evidence.all()) == [newer]


def test_a_confirmation_of_the_earlier_version_no_longer_counts(bench: Council, as_: SignedIn) -> None:
    cycle = bench.cycle()
    play.ready(cycle, at=NOW)
    confirmed = cycle.answers.filter(confirmations__state=ConfirmationState.GIVEN).first()
    assert confirmed
    old = confirmed.evidence.get()
    as_("lead").post(item(old, "evidence-version"), described(link="https://example.org/2"))
    assert confirmed.confirmations.get().state == ConfirmationState.SUPERSEDED


def test_two_newer_versions_are_not_both_the_newest(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    old = shared(bench, row(cycle))
    client.post(item(old, "evidence-version"), described(link="https://example.org/2", title="Second"))
    with nothing_written():
        response = client.post(item(old, "evidence-version"), described(file=upload(), title="Other second"))
    assert errors_of(response) == ["“Second” has taken its place already. Add your version to that one"]
    assert kept_files() == []
    second = Evidence.objects.get(replaces=old)
    client.post(item(second, "evidence-version"), described(link="https://example.org/3", title="Third"))
    assert cited(row(cycle)) == ["Third"]


def mended(**change: str) -> dict[str, str]:
    sent = {"title": "Survey"}
    for name, day in (("dated", date(2026, 10, 1)), ("good_until", date(2027, 10, 1))):
        sent |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return sent | change


def test_title_and_dates_are_put_right_on_record(bench: Council, as_: SignedIn) -> None:
    evidence, client = shared(bench, row(cycle := bench.cycle())), as_("lead")
    before = (evidence.title, evidence.dated, evidence.good_until)
    response = client.post(item(evidence, "evidence-mend"), mended(title="Survey of carers"), follow=True)
    assert "What is said of “Survey of carers” is saved." in text_of(response)
    evidence.refresh_from_db()
    assert (evidence.title, evidence.dated, evidence.good_until) == (
        "Survey of carers",
        date(2026, 10, 1),
        date(2027, 10, 1),
    )
    assert before != (evidence.title, evidence.dated, evidence.good_until)
    event = Event.objects.get(verb="evidence_mended")
    assert event.facts["before"]["title"] == "Survey"
    assert event.facts["after"]["title"] == "Survey of carers"
    assert evidence.words == "survey of carers"
    client.post(item(evidence, "evidence-mend"), mended(title="Survey of carers"))
    assert Event.objects.filter(verb="evidence_mended").count() == 1
    assert "Put right what is said of the evidence Survey" in text_of(
        client.get(reverse("history", args=[cycle.reference]))
    )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": ""}, "Enter a title for the evidence"),
        ({"dated_year": "2030", "good_until_year": "2031"}, "The date of the evidence must be today or in the past"),
        ({"good_until_year": "2020"}, "Good until must be the same as or after the date of the evidence"),
        (
            {"good_until_day": "", "good_until_month": "", "good_until_year": ""},
            "Enter the date until which it is good",
        ),
    ],
)
def test_what_can_not_be_said_of_it(bench: Council, as_: SignedIn, change: dict[str, str], error: str) -> None:
    evidence, client = shared(bench, row(bench.cycle())), as_("lead")
    with nothing_written():
        response = client.post(item(evidence, "evidence-mend"), mended(**change))
    assert errors_of(response) == [error]


def test_evidence_is_tied_to_questions_as_it_is_added(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    chosen = [row(cycle, 1), row(cycle, 2), row(cycle, 1, "plan")]
    said = described(link="https://example.org", questions=[str(answer.pk) for answer in chosen])
    response = client.post(new(cycle), said, follow=True)
    assert "“Consultation report” is added. 3 answers rest on it." in text_of(response)
    assert [cited(answer) for answer in chosen] == [["Consultation report"]] * 3
    assert cited(row(cycle, 1, "do")) == []


def test_one_press_uses_it_for_several_questions(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    evidence = shared(bench, row(cycle, 1))
    page = client.get(item(evidence)).content.decode()
    chosen = [row(cycle, 2), row(cycle, 1, "do")]
    assert all(f'value="{answer.pk}"' in page for answer in chosen)
    response = client.post(item(evidence, "evidence-use"), {"questions": [answer.pk for answer in chosen]}, follow=True)
    assert "2 more answers rest on “Survey”." in text_of(response)
    assert [cited(answer) for answer in chosen] == [["Survey"]] * 2


@pytest.mark.parametrize("chosen", [[], ["999999"], ["x"]])
def test_no_question_or_a_foreign_one_is_said(bench: Council, as_: SignedIn, chosen: list[str]) -> None:
    evidence, client = shared(bench, row(bench.cycle())), as_("lead")
    with nothing_written():
        response = client.post(item(evidence, "evidence-use"), {"questions": chosen})
    assert errors_of(response)


def test_title_and_date_are_taken_from_the_file_and_told(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    empty = {"title": "", "dated_day": "", "dated_month": "", "dated_year": ""}
    data = protected.with_properties(pdfs.pdf(), Title="Needs assessment", ModDate="D:20260314101010Z")
    response = client.post(new(cycle), described(file=upload(data, "scan.pdf")) | empty, follow=True)
    assert "Its title and date is taken from the file: “Needs assessment”, 14 March 2026." not in text_of(response)
    assert "Its title and date are taken from the file: “Needs assessment”, 14 March 2026." in text_of(response)
    client.post(
        address(row(cycle), "question-evidence"), described(file=upload(name="2026-03-27 Carers_survey.txt")) | empty
    )
    second = row(cycle).evidence.get()
    assert (second.title, second.dated, second.good_until) == (
        "2026-03-27 Carers survey",
        date(2026, 3, 27),
        date(2028, 3, 27),
    )
    with nothing_written():
        response = client.post(new(cycle), described(file=upload(name="Notes.txt")) | empty)
    assert errors_of(response) == ["Enter the date of the evidence: the file does not say one"]


def test_what_is_to_be_known_of_a_file_stands_on_its_page(bench: Council, as_: SignedIn) -> None:
    cycle, client = bench.cycle(), as_("lead")
    data = mail.eml(("Replies.pdf", pdfs.pdf()))
    response = client.post(new(cycle), described(file=upload(data, "Replies.eml")), follow=True)
    assert "The message has attachments: Replies.pdf." in text_of(response)
    found = Evidence.objects.get()
    assert found.content_type == "message/rfc822"
    assert "The message has attachments: Replies.pdf." in text_of(client.get(item(found)))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("http://intranet/plans/2026", "http://intranet/plans/2026"),
        ("intranet:8080/plans", "https://intranet:8080/plans"),
        (
            "https://lcc.sharepoint.com/sites/Adult Care/Shared Documents/Plan (v2).docx?web=1",
            "https://lcc.sharepoint.com/sites/Adult%20Care/Shared%20Documents/Plan%20(v2).docx?web=1",
        ),
        ("https://example.org/a%20b?q=50%", "https://example.org/a%20b?q=50%25"),
        ("https://example.org/café#été", "https://example.org/caf%C3%A9#%C3%A9t%C3%A9"),
    ],
)
def test_links_into_the_councils_own_network_are_taken(bench: Council, as_: SignedIn, typed: str, stored: str) -> None:
    as_("lead").post(new(bench.cycle()), described(link=typed))
    assert Evidence.objects.get().url == stored


@pytest.mark.parametrize(
    "typed", ["http://", "https:///x", "http://-x/", "https://a@b.example/", "http://a b/c", "x:y:z"]
)
def test_links_that_lead_nowhere_are_not(bench: Council, as_: SignedIn, typed: str) -> None:
    address_of_new, client = new(bench.cycle()), as_("lead")
    with nothing_written():
        assert errors_of(client.post(address_of_new, described(link=typed)))


def test_a_quota_says_how_much_is_left_and_whom_to_ask(bench: Council, as_: SignedIn, settings: object) -> None:
    cycle, client, megabyte = bench.cycle(), as_("lead"), b"a" * 1024 * 1024
    limits = {"EVIDENCE_PERSON_DAY_MB": "a day", "EVIDENCE_CYCLE_MB": "A cycle", "EVIDENCE_SITE_MB": "This site"}
    client.post(new(cycle), described(file=upload(megabyte)))
    assert Evidence.objects.count() == 1
    for name, words in limits.items():
        setattr(settings, name, 1)
        with nothing_written():
            response = client.post(new(cycle), described(file=upload(b"Half a page")))
        assert words in errors_of(response)[0]
        assert "nothing is left, and this one has 11 bytes" in errors_of(response)[0]
        assert "commissioning@example.org" in errors_of(response)[0]
        assert 'value="Consultation report"' in response.content.decode()
        assert len(kept_files()) == 1
        setattr(settings, name, 3)
    Evidence.objects.update(added_at=NOW - timedelta(days=400))
    setattr(settings, "EVIDENCE_PERSON_DAY_MB", 1)  # noqa: B010
    client.post(new(cycle), described(file=upload(b"Half a page")))
    assert Evidence.objects.count() == 2
