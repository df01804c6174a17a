"""What a column of a register can hold: the fields, and the headings that councils give them.

The headings come from the contracts register of the Local Government Transparency Code 2015 with the schema that the
Local Government Association made for it, from Contracts Finder and Find a Tender, and from registers that councils
publish. They stand here as `folded` gives them: small letters, no brackets, no punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from imports.register_files.cells import CellValue, plain_text

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class RegisterField(Enum):
    """A field: its code and what it is called on the page."""

    REFERENCE = "reference", "Reference"
    COUNCIL_REFERENCE = "council_reference", "The council’s own reference"
    TITLE = "title", "Title"
    DESCRIPTION = "description", "Description"
    KIND = "kind", "Kind of agreement"
    DIRECTORATE = "directorate", "Directorate"
    SERVICE = "service", "Service"
    SUPPLIERS = "suppliers", "Suppliers"
    COMPANY_NUMBER = "company_number", "Company number"
    CHARITY_NUMBER = "charity_number", "Charity number"
    VALUE = "value", "Value over the whole life"
    YEARLY_VALUE = "yearly_value", "Value a year"
    VAT_NOT_RECOVERABLE = "vat_not_recoverable", "VAT that can’t be recovered"
    START = "start", "Start date"
    END = "end", "End date"
    EXTENSION = "extension", "Term and extensions"
    END_WITH_EXTENSIONS = "end_with_extensions", "Last possible end date"
    NOTICE_PERIOD = "notice_period", "Notice period"
    REVIEW = "review", "Review date"
    ROUTE = "route", "Route"
    REGIME = "regime", "Legal regime"
    PROCEDURE = "procedure", "Quotation or tender"
    IS_SMALL = "is_small", "Small or medium-sized supplier"
    IS_VOLUNTARY = "is_voluntary", "Voluntary or community supplier"
    IS_LOCAL = "is_local", "Local supplier"
    CONTRACT_MANAGER = "contract_manager", "Contract manager"
    RISK_CLASS = "risk_class", "Risk class"
    CPV = "cpv", "CPV codes"
    STATUS = "status", "Status"
    AWARD_DATE = "award_date", "Award date"
    PUBLISHED_URL = "published_url", "Link to the notice"
    OCID = "ocid", "Open Contracting ID"
    LOTS = "lots", "Lots"
    IGNORE = "ignore", "Not used"

    def __init__(self, code: str, label: str) -> None:
        self.code = code
        self.label = label


BY_CODE: Mapping[str, RegisterField] = {field.code: field for field in RegisterField}

# The first heading of a list is the plainest; where two columns have known headings for one field, it wins.
KNOWN_HEADINGS: Mapping[str, str] = {
    "reference": "reference|reference number|contract reference|contract reference number|contract ref"
    "|contract ref no|ref|ref no|reference no|contract no|contract number|contract id|agreement reference"
    "|register number|unique reference|project reference|project id|notice reference|dn number|dn ref"
    "|chest reference|po number|purchase order number|urn|id|identifier|contract code|no",
    "council_reference": "the council s own reference",
    "title": "title|contract title|title of agreement|contract name|agreement title|title of contract"
    "|name of contract|name of agreement|project title|project name|notice title|contract|name|agreement name"
    "|tender title|subject|award title",
    "description": "description|contract description|description of goods and or services"
    "|description of the goods and or services being provided|description of goods services|short description"
    "|summary|contract summary|brief description"
    "|brief description of the contract|details|purpose|scope|detail|description of services"
    "|goods services description|service description|additional details",
    "kind": "kind|contract type|type|type of contract|agreement type|type of agreement|kind of agreement"
    "|contract category|arrangement type|contract form",
    "directorate": "directorate|department|local authority department|local authority department responsible"
    "|responsible department|owning department|portfolio|group|contracting department|lead directorate"
    "|council department|dept|service directorate",
    "service": "service|service area|team|division|business unit|service unit|section|service category"
    "|service category label|service team|responsible service",
    "suppliers": "supplier|suppliers|supplier name|supplier names|name of supplier|provider|provider name"
    "|contractor|contractor name|contractors|providers|vendor|vendor name|awarded supplier|awarded suppliers"
    "|supplier name and details|supplier details|company|company name|organisation|recipient|awarded to"
    "|winning bidder|winning supplier|successful supplier|successful tenderer|supplier s"
    "|other parties to the contract|grant recipient|beneficiary|supplier trading name|contracted supplier",
    "company_number": "company number|supplier registered company number|company registration number"
    "|registered company number|companies house number|registration number|company reg no|company no"
    "|supplier company number|co reg no|crn|supplier registration number|beneficiary registration number",
    "charity_number": "charity number|registered charity number|supplier charity number"
    "|charity registration number|charity no|charity commission number"
    "|beneficiary charity number",
    "value": "value|contract value|total contract value|total value|whole life value|awarded value|award value"
    "|contract award value|total award value|value of contract|contract sum|contract amount|amount|sum to be paid"
    "|sum to be paid over the length of the contract"
    "|value of the contract|total cost|contract price|contract total value|value gbp|full contract value"
    "|estimated contract value|estimated total value|whole life cost|value total|contract value total"
    "|value without vat|total contract value gbp|lifetime value|estimated value|cost|current value|price|total",
    "yearly_value": "annual value|yearly value without vat|yearly value|annual contract value|value per annum"
    "|estimated annual value"
    "|estimated annual spend|annual spend|annual cost|value a year|value pa|value p a|annual amount|per annum"
    "|annual budget|estimated annual spending or budget for the contract"
    "|estimated annual spending or budget|contract value per annum|yearly cost|annualised value"
    "|estimated annual budget|est annual value|average annual value",
    "vat_not_recoverable": "vat not recoverable|irrecoverable vat|vat that cannot be recovered"
    "|non recoverable vat|value added tax that cannot be recovered|vat not recovered|unrecoverable vat"
    "|vat irrecoverable|vat non recoverable|vat unrecoverable|amount of irrecoverable vat",
    "start": "start date|contract start date|start|contract start|commencement date|commencement"
    "|start of contract|from|date from|begin date|planned start|effective date|contract commencement date"
    "|agreement start date|current start date|valid from|start dt|start date of contract",
    "end": "end of the initial term"
    "|end date|contract end date|end|contract end|expiry date|contract expiry date|expiry|completion date"
    "|finish date|end of contract|to|date to|planned end|contract expiry|current end date|initial end date"
    "|contract current end date|agreement end date|termination date|valid to|finish|end dt"
    "|end date excluding extensions|end date of contract|contract finish date",
    "extension": "extension|extensions|extension options|extension option|option to extend|options to extend"
    "|extension period|extension periods|term|contract term|contract length|length|duration|contract duration"
    "|contract period|length of contract|period|extension available|extension terms|possible extensions"
    "|extension details|contract extension|available extensions|extensions available|term of contract|extendable",
    "end_with_extensions": "end date with extensions|maximum end date|max end date|last extension date"
    "|latest end date|final end date|end date including extensions|maximum contract end date"
    "|contract maximum end date|extended end date|end date inc extensions|last possible end date"
    "|end date if extended|end date with extension|extension end date|extended to|maximum extension date"
    "|ultimate end date|maximum expiry date|max extension date|contract end date including extensions"
    "|contract end date inc extensions|potential end date",
    "notice_period": "notice period|termination notice period|notice|termination notice|notice required"
    "|notice to terminate|termination period",
    "review": "review date|contract review date|review|next review|next review date|date of review|renewal date"
    "|date for review",
    "route": "route|delivery route|procurement route|route to market|procurement method|award procedure|award method"
    "|sourcing route|method of procurement|procurement process|how procured|procurement type|purchase route"
    "|competition type|procedure type|tender type|process",
    "regime": "regime|legal regime|legal basis|legislation|procurement regime|regulations|procurement regulations"
    "|procurement legislation|governing law",
    "procedure": "procedure|process type|invitation to quote or tender"
    "|invitation to quote or published invitation to tender|tender or quote|quote or tender"
    "|quotation or tender|procurement procedure|tender or quotation|itt or itq|invitation type|tender quotation"
    "|itt itq|tender process",
    "is_small": "sme|is sme|sme supplier|sme y n|small or medium sized enterprise|small or medium enterprise"
    "|supplier sme|sme status|awarded to sme|small medium enterprise|supplier is sme|sme flag|supplier size"
    "|small and medium sized enterprise|business size|sme yes no",
    "is_voluntary": "vcse|vcse supplier|is vcse|voluntary or community sector organisation|vcs|vcse y n"
    "|voluntary sector|supplier vcse|voluntary community sector|voluntary community or social enterprise"
    "|awarded to vcse|vcse supplier type|vcs organisation|third sector|vcse flag|vcse yes no",
    "is_local": "local|local supplier|is local|local supplier y n|supplier local|locality|local business|local yes no",
    "contract_manager": "contract manager|contract owner|contract lead|manager|lead officer|responsible officer"
    "|contact officer|contract manager name|officer|contract contact|nominated contact point"
    "|nominated contact point name|contact|contact name|owner|contract administrator|commissioner"
    "|lead commissioner",
    "risk_class": "risk class|risk|risk rating|risk level|risk classification|contract tier|tier|classification"
    "|criticality|contract classification|contract risk|gold silver bronze|segmentation|contract management tier"
    "|risk category",
    "cpv": "cpv|cpv code|cpv codes|cpv uri|cpv label|common procurement vocabulary|main cpv|main cpv code"
    "|primary cpv code",
    "status": "status|contract status|state|contract state|stage|notice status|register status|current status",
    "award_date": "award date|awarded date|date awarded|date of award|contract award date|signed on"
    "|date of contract award|decision date|signed date|date signed|contract signed",
    "published_url": "url|link|notice url|contract url|source url|notice link|contracts finder link"
    "|find a tender link|published url|web link|contract document url|tender document url|link to notice"
    "|contract cf award notice|uri|advert link|contract notice url",
    "ocid": "ocid|open contracting id|oc id|ocds id|open contracting identifier",
    "lots": "lot|lots|lot number|lot no|number of lots|lot numbers|lot name|lot title|lot description",
    "ignore": "organisation name|organisation label|organisation uri|organisation code|publisher|publisher label"
    "|publisher uri|buyer|buyer name|contracting authority|effective date of data|extract date|last updated"
    "|date updated|published date|publication date|deadline date|tender deadline|tender date|closing date"
    "|notice type|suitable for sme|predecessor ocid|planning notice dates|capture note|value note|notes|comments"
    "|comment|proclass label|proclass uri|postcode|region|currency|sme suitable|suitable for vco|supplier address"
    "|address|supplier postcode|email|telephone|phone|created|modified|days to expiry|days remaining"
    "|number of bids|tenders received|financial year|year|category|row|line|s no|vat|vat rate"
    "|end with every extension|ended on"
    "|decide on an extension by|give notice by|next analyse by|deputy|entry complete in percent|entry lacks",
}


def folded(heading: CellValue) -> str:
    """A heading as it is compared and remembered."""
    text = CAMEL.sub(" ", plain_text(heading))
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text).strip() or text
    text = text.casefold().replace("&", " and ").replace("£", " ")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


HEADINGS: Mapping[str, tuple[str, int]] = {
    heading: (code, rank) for code, names in KNOWN_HEADINGS.items() for rank, heading in enumerate(names.split("|"))
}

# Words that tell a field in headings that no list has, the surest first.
TELLING_WORDS: tuple[tuple[str, str], ...] = (
    (
        "ignore",
        (
            r"\b(lowest|low|minimum|deadline|closing|advert(ised)?|published|publication|address"
            r"|postcode|e ?mail|phone|telephone|spend to date|paid|updated)\b"
        ),
    ),
    ("vat_not_recoverable", r"\bvat\b.*\brecover|\brecover.*\bvat\b|\birrecoverable\b"),
    ("company_number", r"\b(company|companies house|supplier) (reg\w* )?(no|num\w*|id)\b"),
    ("charity_number", r"\bcharity\b"),
    ("ocid", r"\bocid\b|\bopen contracting\b"),
    ("cpv", r"\bcpv\b"),
    ("published_url", r"\b(url|link|hyperlink|website)\b"),
    (
        "end_with_extensions",
        (
            r"\b(max\w*|latest|final|last|extended|extensions?|ultimate|potential"
            r"|possible)\b.*\b(end|expiry|date)\b|\b(end|expiry)\b.*\b(max\w*|extension\w*|extended)\b"
        ),
    ),
    ("notice_period", r"\bnotice period\b|\bperiod of notice\b"),
    ("extension", r"\bexten\w+\b|\b(term|duration|length)\b"),
    ("review", r"\b(review|renewal)\b"),
    ("award_date", r"\baward\w*\b.*\bdate\b|\bdate\b.*\baward\w*\b|\bsigned\b"),
    ("start", r"\b(start\w*|commence\w*|begin\w*|go live)\b"),
    ("end", r"\b(end\w*|expir\w*|finish\w*|complet\w*|terminat\w*)\b"),
    ("is_voluntary", r"\b(vcse?|voluntary|third sector|social enterprise)\b"),
    ("is_small", r"\b(sme|small)\b"),
    ("is_local", r"\blocal (supplier|business|firm|company|provider)\b"),
    ("yearly_value", r"\b(annual\w*|yearly|per annum|p a|pa|per year)\b"),
    ("value", r"\b(value|amount|price|cost|sum|worth)\b"),
    ("suppliers", r"\b(suppliers?|providers?|contractors?|vendors?|bidder|recipient)\b"),
    ("contract_manager", r"\b(manager|officer|owner|lead|contact)\b"),
    ("risk_class", r"\b(risk|tier|criticality)\b"),
    ("regime", r"\b(regime|legislation|regulations?|legal)\b"),
    ("procedure", r"\b(quot\w+|itt|itq)\b"),
    ("route", r"\b(route|procure\w+|method)\b"),
    ("reference", r"\b(ref|reference|identifier|id|number|no)\b"),
    ("description", r"\b(description|summary|scope)\b"),
    ("title", r"\b(title|name of contract|contract name)\b"),
    ("directorate", r"\b(directorate|department|dept)\b"),
    ("service", r"\b(service|team|division|unit)\b"),
    ("kind", r"\b(type|kind)\b"),
    ("status", r"\b(status|state|stage)\b"),
    ("lots", r"\blots?\b"),
)
TELLING = tuple((code, re.compile(pattern)) for code, pattern in TELLING_WORDS)
