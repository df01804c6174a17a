"""What an edition says is read once a process, and forgotten when the edition is taken out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from principles import edition_cache
from principles.models import Principle, Question
from principles.services import load
from tests.council import NOW
from tests.principles.editions import CHECKLIST, changed, small


@pytest.mark.usefixtures("nothing_loaded")
def test_a_question_names_its_parts_without_a_query_for_each() -> None:
    edition = load(small(), NOW).edition
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            for question in Question.objects.filter(edition=edition):
                assert question.principle.name
                assert question.confirmer.name
            assert edition_cache.parts_of(edition, Principle)
    assert len(asked) == 3 + 3, "questions each time; principles, confirmers and the list of principles once"


@pytest.mark.usefixtures("nothing_loaded")
def test_an_edition_that_is_replaced_is_forgotten() -> None:
    old = load(small(), NOW).edition
    assert edition_cache.parts_of(old, Question)[0].principle.name
    new = load(small(checklist=changed(CHECKLIST, "version: ", "version: 9")), NOW).edition
    assert new.pk != old.pk
    assert edition_cache.parts_of(old, Question) == []
    assert edition_cache.parts_of(new, Question)
