"""What the services of a county are called, and where they are: every one another name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, product

COMMON, RARE = "care", "Quadring"


def split_names(text: str) -> list[str]:
    """The names between the commas."""
    return [" ".join(part.split()) for part in text.split(",")]


SUBJECTS = {
    "accw": split_names("""
        Home care, Extra care housing, Respite care, Day opportunities, Falls prevention, Reablement, Advocacy,
        Telecare, Carers support, Community meals, Stop smoking service, Sexual health clinics, Drug and alcohol
        recovery, Mental health crisis care, Nursing care beds, Supported living
    """),
    "childrens": split_names("""
        Short breaks, Foster care recruitment, Care leavers support, School nursing, Youth work, Family support,
        Children's centres, Speech and language therapy, Residential care, Tutoring, Independent visiting, Early years
        advice, Young carers groups, Parenting courses, Mentoring
    """),
    "place": split_names("""
        Street cleansing, Winter gritting, Bus service, Community transport, Library, Verge maintenance, Waste
        collection, Flood defence upkeep, Street lighting, Public rights of way, Road safety training, Cycle training,
        Museum learning, Tree care, Recycling centre, School transport
    """),
    "resources": split_names("""
        Advice service, Building cleaning, Security guarding, Print and post, Interpreting, Catering, Legal research,
        Payroll, Fleet maintenance, Energy supply, Occupational health, Archive storage, Recruitment advertising,
        Welfare assistance, Customer contact, Furniture
    """),
}
FOR_WHOM = split_names("""
    , for adults, for older people, for families, for young people, for carers, for schools, for people with a
    learning disability, for veterans, for rural villages, at weekends, in the evening
""")
PLACES = split_names("""
    Alford, Bardney, Billinghay, Boston, Bourne, Bracebridge, Burgh le Marsh, Caistor, Cherry Willingham, Coningsby,
    Corby Glen, Crowland, Deeping St James, Donington, Donnington on Bain, Dunholme, Fishtoft, Gainsborough, Grantham,
    Heckington, Heighington, Holbeach, Horncastle, Hykeham, Ingoldmells, Keelby, Kirton, Leadenham, Lincoln, Long
    Sutton, Louth, Mablethorpe, Market Deeping, Market Rasen, Metheringham, Nettleham, North Somercotes, Pinchbeck,
    Ruskington, Saxilby, Scotter, Skegness, Sleaford, Spalding, Spilsby, Stamford, Sutton Bridge, Swineshead,
    Tattershall, Tetford, Waddington, Wainfleet, Washingborough, Welton, Woodhall Spa, Wragby
""")


def service_names(directorate: str) -> Iterator[tuple[str, str]]:
    """(what it is, where), without end: once every combination is used, lots are numbered."""
    every = list(product(FOR_WHOM, SUBJECTS[directorate], PLACES))
    step = 7919  # a prime, so that neighbours in the list of services are not neighbours in number
    for lot in count(1):
        for place in range(len(every)):
            whom, subject, where = every[place * step % len(every)]
            yield " ".join(word for word in (subject, whom, f"(lot {lot})" if lot > 1 else "") if word), where
