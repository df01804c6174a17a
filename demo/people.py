"""The people of the demo council. Its accounts have the password `demo` and exist only in DEBUG."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from accounts.models import Directorate, Division, Role, Specialism, User

PASSWORD = "demo"

# e-mail name: (name, job title, roles). A role is (kind, grade or specialisms or division, directorates).
SIGN_INS: dict[str, tuple[str, str, list[tuple[str, ...]]]] = {
    "commissioner": ("Priya Nair", "Senior commissioning officer", [("commissioner", "", "accw")]),
    "manager": (
        "Daniel Okafor",
        "Assistant director, commissioning",
        [("manager", "assistant_director", "accw"), ("manager", "assistant_director", "place")],
    ),
    "head": (
        "Grace Holland",
        "Head of commissioning",
        [("manager", "head_of_service", "accw"), ("manager", "head_of_service", "place")],
    ),
    "director": (
        "Margaret Ellis",
        "Executive director",
        [("manager", "executive_director", "accw"), ("manager", "executive_director", "place")],
    ),
    "councillor": ("Helen Marsh", "Councillor", [("councillor", "Louth South")]),
    "finance": ("Sam Whitby", "Finance business partner", [("adviser", "finance")]),
    "legal": (
        "Ruth Adeyemi",
        "Solicitor",
        [("adviser", "legal"), ("adviser", "information_governance"), ("adviser", "democratic_services")],
    ),
    "procurement": (
        "Hamza Rahman",
        "Procurement manager",
        [("adviser", "procurement"), ("adviser", "contract_manager")],
    ),
    "equality": (
        "Jo Linwood",
        "Equality and public health lead",
        [("adviser", "equality_lead"), ("adviser", "public_health"), ("adviser", "community_safety")],
    ),
    "framework": ("Fiona Reid", "Owner of the commissioning framework", [("framework_owner",)]),
    "auditor": ("Alan Burke", "Internal auditor", [("auditor",)]),
    "admin": ("Nadia Khan", "Administrator of people and settings", [("administrator",)]),
}

# Colleagues who make the council whole; nobody signs in as them.
COLLEAGUES: dict[str, tuple[str, str, list[tuple[str, ...]]]] = {
    "leanne.cooper": ("Leanne Cooper", "Commissioning officer", [("commissioner", "", "accw")]),
    "amit.patel": ("Amit Patel", "Commissioning officer", [("commissioner", "", "childrens")]),
    "tom.baines": ("Tom Baines", "Commissioning officer", [("commissioner", "", "place")]),
    "oliver.grant": ("Oliver Grant", "Head of service", [("manager", "head_of_service", "childrens")]),
    "hannah.price": ("Hannah Price", "Assistant director", [("manager", "assistant_director", "childrens")]),
    "rachel.moore": ("Rachel Moore", "Executive director", [("manager", "executive_director", "childrens")]),
    "david.shaw": ("David Shaw", "Head of service", [("manager", "head_of_service", "resources")]),
    "carol.webb": ("Carol Webb", "Assistant director", [("manager", "assistant_director", "resources")]),
    "andrew.long": ("Andrew Long", "Executive director", [("manager", "executive_director", "resources")]),
}

DIVISIONS: dict[str, list[str]] = {
    "Boston": ["Boston North", "Boston South"],
    "City of Lincoln": ["Birchwood", "Carholme"],
    "East Lindsey": ["Louth North", "Louth South", "Skegness North", "Woodhall Spa and Wragby"],
    "North Kesteven": ["Heckington", "Sleaford"],
    "South Holland": ["Crowland", "Holbeach"],
    "South Kesteven": ["Bourne Abbey", "Grantham South"],
    "West Lindsey": ["Gainsborough Hill", "Market Rasen Wolds"],
}


def populate() -> dict[str, User]:
    """Create everybody, by the first part of their email address. Hashing once saves seconds."""
    for district, names in DIVISIONS.items():
        Division.objects.bulk_create([Division(name=name, district=district) for name in names])
    password, unusable = make_password(PASSWORD), make_password(None)
    people = {key: _person(key, *what, password=password) for key, what in SIGN_INS.items()}
    return people | {key: _person(key, *what, password=unusable) for key, what in COLLEAGUES.items()}


def _person(key: str, name: str, title: str, roles: list[tuple[str, ...]], password: str) -> User:
    user = User.objects.create(email=f"{key}@example.org", name=name, job_title=title, password=password)
    for role in roles:
        Role.objects.create(user=user, **_role(*role))
    return user


def _role(kind: str, what: str = "", directorate: str = "") -> dict[str, object]:
    if kind == "manager":
        return {"kind": kind, "grade": what, "directorate": Directorate.objects.get(code=directorate)}
    if kind == "commissioner":
        return {"kind": kind, "directorate": Directorate.objects.get(code=directorate)}
    if kind == "adviser":
        return {"kind": kind, "specialism": Specialism.objects.get(code=what)}
    if kind == "councillor":
        return {"kind": kind, "division": Division.objects.get(name=what)}
    return {"kind": kind}
