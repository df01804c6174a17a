"""Which column holds which field."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from imports.register_files.columns import Certainty, ColumnProposal, propose_columns
from imports.register_files.fields import BY_CODE, HEADINGS, KNOWN_HEADINGS, folded
from imports.register_files.headings import choose_table
from imports.register_files.readers import read_text


def proposals_of(headings: str, *rows: str, remembered: Mapping[str, str] | None = None) -> tuple[ColumnProposal, ...]:
    """Columns of headings and rows that are parted by bars."""
    return propose_columns(choose_table(read_text("\n".join([headings, *rows]))), remembered)


def fields_of(headings: str, *rows: str, remembered: Mapping[str, str] | None = None) -> str:
    rows = rows or ("|".join("x" for _ in headings.split("|")),)
    return " ".join(each.field.code for each in proposals_of(headings, *rows, remembered=remembered))


def test_every_known_heading_stands_once_as_it_is_folded() -> None:
    headings = [heading for names in KNOWN_HEADINGS.values() for heading in names.split("|")]
    assert len(headings) == len(set(headings)) == len(HEADINGS)
    assert [heading for heading in headings if folded(heading) != heading] == []
    assert set(KNOWN_HEADINGS) == set(BY_CODE)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Contract Value (£ ex VAT)", "contract value"),
        ("CONTRACT_START_DATE", "contract start date"),
        ("currentEndDate", "current end date"),
        ("SME? [Y/N]", "sme"),
        (" Goods &amp; services ", "goods and services"),
        ("(Reference)", "reference"),
        ("Start\ndate", "start date"),
    ],
)
def test_headings_are_folded(heading: str, name: str) -> None:
    assert folded(heading) == name


# The words of the Local Government Transparency Code 2015.
TRANSPARENCY_CODE = (
    "Reference number|Title of agreement|Local authority department responsible"
    "|Description of the goods and/or services being provided|Supplier name and details"
    "|Sum to be paid over the length of the contract|Estimated annual spending or budget for the contract"
    "|Value Added Tax that cannot be recovered|Start date|End date|Review date"
    "|Invitation to quote or published invitation to tender|Small or medium sized enterprise"
    "|Voluntary or community sector organisation|Registration number"
)
TRANSPARENCY_CODE_FIELDS = (
    "reference title directorate description suppliers value yearly_value vat_not_recoverable start end review"
    " procedure is_small is_voluntary company_number"
)
# The schema of the Local Government Association, as a county publishes it.
ASSOCIATION = (
    "Organisation Label|Contract reference number|Open Contracting ID|Contract title|Contract type|Description"
    "|Service Category label|CPV URI|Contract start date|Contract end date|Review date|Last extension date"
    "|Value of contract|Irrecoverable VAT|Responsible department|Supplier|Supplier registered company number"
    "|Supplier charity number|Process type|SME supplier|VCSE supplier|Nominated contact point: Name"
    "|Contract document URL"
)
ASSOCIATION_FIELDS = (
    "ignore reference ocid title kind description service cpv start end review end_with_extensions value"
    " vat_not_recoverable directorate suppliers company_number charity_number procedure is_small is_voluntary"
    " contract_manager published_url"
)
# Exports of systems that manage contracts.
EXPORT = (
    "CONTRACT_REF|CONTRACT_TITLE|SHORT_DESCRIPTION|SUPPLIER_NAME|CONTRACT_START_DATE|CONTRACT_CURRENT_END_DATE"
    "|MAXIMUM_CONTRACT_END_DATE|CONTRACT_AWARD_VALUE|ESTIMATED_ANNUAL_VALUE|CURRENT_TERM_MONTHS"
    "|PROCUREMENT_ROUTE|WINNING_BIDDER"
)
EXPORT_FIELDS = (
    "reference title description suppliers start end end_with_extensions value yearly_value extension route ignore"
)
OTHER_EXPORT = (
    "Contract ID|Contract Status|Current Contract End Date|Latest Contract End Date|Contract Extension Options"
    "|Contract Manager Name|Contract Tier|Procurement Regulations|Date Contract Signed|Local Supplier?|Lot"
    "|Notice period"
)
OTHER_EXPORT_FIELDS = (
    "reference status end end_with_extensions extension contract_manager risk_class regime award_date is_local"
    " lots notice_period"
)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (TRANSPARENCY_CODE, TRANSPARENCY_CODE_FIELDS),
        (ASSOCIATION, ASSOCIATION_FIELDS),
        (EXPORT, EXPORT_FIELDS),
        (OTHER_EXPORT, OTHER_EXPORT_FIELDS),
        ("Contrct Title|Suplier Name|Commencment date", "title suppliers start"),
        ("Colour|Shelf|Notes", "ignore ignore ignore"),
    ],
)
def test_headings_of_published_registers(headings: str, fields: str) -> None:
    assert fields_of(headings) == fields


LESS_TO_SAY = (
    "“awarded_value” is used for “Value over the whole life”; 3 of the 4 amounts looked at in “value_high” are 0"
)


def test_a_field_goes_to_the_column_with_more_to_say() -> None:
    rows = ("A|0|5000|100", "B|0|7000|0", "C|9000|8000|0", "D|0|6000|0")
    proposals = proposals_of("title|value_high|awarded_value|value_low", *rows)
    assert [(each.field.code, each.certainty.value, each.reason) for each in proposals] == [
        ("title", "name_known", "“title” is a known heading for “Title”"),
        (
            "ignore",
            "not_used",
            LESS_TO_SAY,
        ),
        ("value", "name_known", "“awarded_value” is a known heading for “Value over the whole life”"),
        ("ignore", "not_used", "“value_low” is not kept in the register"),
    ]


def test_a_column_with_cells_goes_before_an_empty_one() -> None:
    assert fields_of("Title|End date|Expiry date", "A||31/03/2027") == "title ignore end"


def test_a_heading_is_not_believed_against_its_cells() -> None:
    rows = ("A|red|x", "B|green|x", "C|red|x", "D|blue|x")
    proposals = proposals_of("Title|Start date|Colour", *rows)
    assert [each.field.code for each in proposals] == ["title", "ignore", "ignore"]
    assert proposals[1].reason == "“Start date” is a known heading for “Start date”, but its cells can’t be read so"
    assert proposals[2].reason == "No field is known for “Colour”"


def test_extensions_that_are_dates_are_last_ends() -> None:
    rows = [f"A{number}|31/03/203{number}" for number in range(4)]
    assert fields_of("Title|Extension", *rows) == "title end_with_extensions"


def test_values_speak_where_headings_do_not() -> None:
    rows = [
        f"Care of the kind {number}|B{number} Ltd|31/03/203{number}|01/04/202{number}|https://example.org/{number}|£{number}00,000"
        for number in range(1, 6)
    ]
    known = proposals_of("Title|Alpha|Beta|Gamma|Delta|Epsilon", *rows)
    assert [each.field.code for each in known] == ["title", "suppliers", "end", "start", "published_url", "ignore"]
    assert known[1].certainty is Certainty.VALUES_LIKE
    assert known[1].reason == "“Alpha”: the values look like names of companies"
    bare = proposals_of(rows[0], *rows[1:])
    assert [each.field.code for each in bare] == ["title", "suppliers", "end", "start", "published_url", "value"]
    assert bare[5].reason == "Column F: the values look like amounts of money"


def test_what_a_person_chose_before_beats_every_guess() -> None:
    remembered = {"title": "description", "alpha": "title", "end date": "ignore", "gone": "lots", "beta": "nonsense"}
    proposals = proposals_of("Title|Alpha|Beta|End date", "a|b|c|31/03/2027", remembered=remembered)
    assert [(each.field.code, each.certainty.value) for each in proposals] == [
        ("description", "remembered"),
        ("title", "remembered"),
        ("ignore", "not_used"),
        ("ignore", "not_used"),
    ]
    assert proposals[0].reason == "“Title” was used for “Description” before"


def test_a_column_can_be_chosen_by_its_letters() -> None:
    """For headings that stand twice or are missing."""
    row = ("a|01/04/2027|31/03/2028|x",)
    assert (
        fields_of("Title|Date|Date|", *row, remembered={"B": "start", "C": "end", "D": "lots"})
        == "title start end lots"
    )
    assert fields_of("Title|Date|Date", "a|01/04/2027|31/03/2028", remembered={"date": "end"}) == "title end ignore"


def test_what_a_heading_says_of_all_amounts_is_told() -> None:
    proposals = proposals_of("Title|Value (£000, inc VAT)", "A|12")
    assert proposals[1].reason == (
        "“Value (£000, inc VAT)” is a known heading for “Value over the whole life”;"
        " its plain numbers are read as £1,000 each; its heading says that VAT is in them"
    )
