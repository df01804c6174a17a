"""Where each phrase of the framework is honoured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from commissioning import reference
from commissioning.access import ACCESS
from principles.content import EditionContent, Phrase, StatementPhrases
from principles.models import Edition
from principles.services import LoadOutcome, load
from stages.records.pages import framework_pages, phrase_of
from tests.council import NOW, Council
from tests.principles.editions import real


def with_phrases(change: Callable[[Phrase], Phrase]) -> EditionContent:
    """The real edition with each phrase changed."""
    edition = real()
    rows = [
        StatementPhrases(row.of, tuple(change(phrase) for phrase in row.phrases)) for row in edition.framework.phrases
    ]
    return replace(edition, framework=replace(edition.framework, phrases=tuple(rows)))


def test_every_statement_is_cut_and_every_phrase_has_pages_that_are_there() -> None:
    said = {row.of for row in real().framework.phrases}
    principles = {row.code for row in real().framework.principles}
    assert said == {"analyse", "plan", "resources", "delivery_routes", "vision", "aim"} | principles
    pages = framework_pages()
    named = {code for row in real().framework.phrases for phrase in row.phrases for code in phrase.at}
    assert named - pages.keys() == set()
    assert {page.address for page in pages.values()} - ACCESS.keys() == set()


@pytest.mark.parametrize(
    ("pages", "fault"),
    [((), "names a page that does not exist: none"), (("nowhere",), "names a page that does not exist: nowhere")],
)
def test_a_phrase_without_a_page_stops_the_reference(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[str, ...], fault: str
) -> None:
    edition = with_phrases(lambda phrase: replace(phrase, at=pages) if "manage demand" in phrase.text else phrase)
    monkeypatch.setattr(reference, "_edition", lambda: edition)
    with pytest.raises(LookupError, match=fault):
        reference.framework_table()


def test_a_statement_that_is_not_cut_stops_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = real()
    rows = tuple(row for row in edition.framework.phrases if row.of != "aim")
    monkeypatch.setattr(
        reference, "_edition", lambda: replace(edition, framework=replace(edition.framework, phrases=rows))
    )
    with pytest.raises(LookupError, match="does not cut aim into phrases"):
        reference.framework_table()


def test_the_stored_page_is_up_to_date() -> None:
    folder = Path(reference.__file__).parent.parent / "docs" / "reference"
    assert "framework.md" not in reference.out_of_date(folder)


def test_an_edition_in_use_gets_other_pages_but_no_other_words(council: Council) -> None:
    council.cycle()
    assert load(real(), NOW).outcome == LoadOutcome.UNCHANGED
    moved = with_phrases(lambda phrase: replace(phrase, at=("risks",)))
    assert moved.digest == real().digest
    assert load(moved, NOW).outcome == LoadOutcome.UNCHANGED
    stored = Edition.objects.get().phrases
    assert {code for row in stored for phrase in row["phrases"] for code in phrase["at"]} == {"risks"}


def test_a_page_quotes_the_phrase_of_its_stage_with_the_source(council: Council) -> None:
    cycle = council.cycle()
    assert phrase_of(cycle, "priorities") == ("identifying priorities", "Analyse")
    assert phrase_of(cycle, "standards") == ("designing and planning services", "Plan")
    assert phrase_of(cycle, "partners") == (
        "through joining up services with partners where appropriate and possible.",
        "Vision",
    )
    assert phrase_of(cycle, "nothing") is None
    client = Client()
    client.force_login(council["lead"])
    source = "Appendix A of Executive report I021971"
    for page in ("analyse/priorities", "analyse/needs", "plan/options", "plan/cost"):
        text = client.get(f"/cycles/{cycle.reference}/{page}/").content.decode()
        said = f"The framework, {'Analyse' if page.startswith('analyse') else 'Plan'}: “"
        assert (page, said in text, source in text) == (page, True, True)
