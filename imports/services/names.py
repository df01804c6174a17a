"""The names in a file, and what of the council's each stands for: sure ones silently, doubtful ones asked once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model
from rapidfuzz import fuzz, process

from accounts.models import Directorate, User
from contracts.models import Supplier, SupplierName
from contracts.supplier_likeness import likeness
from contracts.supplier_names import supplier_key
from imports.models import ImportName, NameAnswer, NameKind, RegisterImport
from imports.selectors import services_known_to_all
from imports.services.register import KnownRegister, suppliers_of, title_key

ASK_FROM = 0.9  # of 1: from here on two names of suppliers may be one
# Of 100: from here on a service is proposed for a text or a title.
SERVICE_LIKE = 85
# How many names that share letters are looked at closely.
CLOSEST, CLOSE = 4, 70
SUPPLIER_FACTS = ("company_number", "charity_number", "is_small", "is_voluntary", "is_local")
LONGEST = 300


class MeantName(NamedTuple):
    """What a name stands for: a row of the council's, or without `pk` something new under that key."""

    pk: int | None
    key: str
    name: str
    waits: bool = False  # somebody has to say


class NameBook:
    """What the names of one import stand for, as far as it is known."""

    def __init__(self, register_import: RegisterImport) -> None:
        rows = list(register_import.names.all())
        self.names = {(row.kind, row.key): row for row in rows}
        self._directorates = Directorate.objects.in_bulk(_ids(rows, NameKind.DIRECTORATE))
        self._managers = User.objects.in_bulk(_ids(rows, NameKind.MANAGER))

    def meant(self, kind: str, name: str) -> MeantName | None:
        """None where it stands for nothing, or nobody has said for what."""
        row = self.names.get((kind, name_key(kind, name)))
        if row is None:
            return None
        if row.made:
            return MeantName(row.made, row.key, row.name)
        if row.is_sure or row.answer == NameAnswer.SAME:
            if row.object_id:
                return MeantName(row.object_id, row.key, row.proposed or row.name)
            if row.like_key and row.like_key != row.key and (like := self.names.get((kind, row.like_key))):
                return self.meant(kind, like.name)
        if row.is_sure or row.answer == NameAnswer.NEW:
            return MeantName(None, row.key, row.name)
        waits = kind == NameKind.SUPPLIER and not row.answer
        return MeantName(None, row.key, row.name, waits=True) if waits else None

    def found(self, kind: str, name: str) -> Model | None:
        """The directorate or person that a text stands for."""
        meant = self.meant(kind, name) if name else None
        if meant is None or meant.pk is None:
            return None
        return self._directorates.get(meant.pk) if kind == NameKind.DIRECTORATE else self._managers.get(meant.pk)

    def meant_service(self, values: Mapping[str, Any]) -> MeantName | None:
        return self.meant(NameKind.SERVICE, values.get("service") or values.get("title", ""))


def name_key(kind: str, name: str) -> str:
    """Names of a file with one key are asked about once."""
    key = supplier_key(name) if kind == NameKind.SUPPLIER else title_key(name)
    return (key or name)[:LONGEST]


def match_names(
    register_import: RegisterImport, rows: Collection[Mapping[str, Any]], register: KnownRegister, today: date
) -> list[ImportName]:
    """A row for every name in these values; answers given before are kept."""
    answers = {(row.kind, row.key): row for row in register_import.names.all()}
    matched = [
        *_suppliers(rows),
        *_directorates(rows, today),
        *_managers(rows),
        *_services(rows, register),
    ]
    for row in matched:
        row.register_import = register_import
        if (earlier := answers.get((row.kind, row.key))) and not row.is_sure:
            row.answer = earlier.answer
            if earlier.answer == NameAnswer.SAME:
                row.object_id, row.like_key, row.proposed = earlier.object_id, earlier.like_key, earlier.proposed
    register_import.names.all().delete()
    return ImportName.objects.bulk_create(matched, batch_size=500)


def _suppliers(rows: Iterable[Mapping[str, Any]]) -> list[ImportName]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    for values in rows:
        for name, _ in values.get("suppliers", []):
            key = name_key(NameKind.SUPPLIER, name)
            counts[key] += 1
            names.setdefault(key, name)
        if len(values.get("suppliers", [])) == 1:
            said = {fact: values[fact] for fact in SUPPLIER_FACTS if values.get(fact) not in (None, "")}
            facts[name_key(NameKind.SUPPLIER, values["suppliers"][0][0])] |= said
    known = _KnownSuppliers()
    matched = []
    for key, name in names.items():
        row = ImportName(kind=NameKind.SUPPLIER, key=key, name=name, rows=counts[key], facts=facts[key])
        known.match(row)
        matched.append(row)
    return matched


class _KnownSuppliers:
    """Suppliers of the register, and the new ones of the file so far, by key, number and likeness."""

    def __init__(self) -> None:
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.by_number: dict[str, set[int]] = defaultdict(set)
        self.called: dict[int, str] = {}
        self.folded: dict[str, tuple[int | None, str]] = {}  # folded name: a supplier, or None and a key of the file
        self.by_first_word: dict[str, list[str]] = defaultdict(list)
        self._names: dict[str, str] = {}  # of the file, by key
        rows = Supplier.objects.values_list("pk", "name", "key", "company_number", "merged_into")
        merged = {pk: target for pk, _, _, _, target in rows if target}
        for pk, name, key, number, target in rows:
            if not target:
                self.called[pk] = name
                self._add(name, key, pk)
                if number:
                    self.by_number[number].add(pk)
            else:
                self.by_key[key].add(_end_of(target, merged))
        for pk, name, key in SupplierName.objects.values_list("supplier", "name", "key"):
            self._add(name, key, _end_of(pk, merged))

    def _add(self, name: str, key: str, pk: int) -> None:
        self.by_key[key].add(pk)
        self._note(name, pk, "")

    def _note(self, name: str, pk: int | None, key: str) -> None:
        folded = supplier_key(name)
        self.folded.setdefault(folded, (pk, key))
        self.by_first_word[folded.split(" ", 1)[0]].append(folded)

    def match(self, row: ImportName) -> None:
        """Set what the name stands for, and whether that is sure; a new name may be like a later one."""
        number = row.facts.get("company_number", "")
        folded = supplier_key(row.name)
        same = self.by_key.get(supplier_key(row.name)) or (self.by_number.get(number) if number else None)
        if same is None and (exact := self.folded.get(folded)) and exact[0]:
            same = {exact[0]}
        if same:
            row.object_id = min(same)
            row.proposed = self.called.get(row.object_id, "")
            row.is_sure = len(same) == 1
            row.reason = "" if row.is_sure else f"The register has {len(same)} suppliers of this name"
            return
        near = process.extract(
            folded, self.folded.keys(), scorer=fuzz.token_sort_ratio, limit=CLOSEST, score_cutoff=CLOSE
        )
        candidates = {each[0] for each in near} | set(self.by_first_word.get(folded.split(" ", 1)[0], [])[:50])
        nearness, close = max(((likeness(row.name, each), each) for each in candidates), default=(0.0, ""))
        if nearness < ASK_FROM:
            row.is_sure = True
        else:
            row.object_id, row.like_key = self.folded[close]
            row.proposed = self.called[row.object_id] if row.object_id else self._names[row.like_key]
            row.reason = "In the register" if row.object_id else "Also in the file"
        self._names[row.key] = row.name
        self._note(row.name, None, row.key)


def _directorates(rows: Iterable[Mapping[str, Any]], today: date) -> list[ImportName]:
    """By name or short name; a text that is neither is asked, with what is most like it proposed."""
    open_ones = list(Directorate.objects.filter(Directorate.open_on(today)))
    exact = {title_key(each.name): each for each in open_ones} | {title_key(each.code): each for each in open_ones}
    matched = []
    for row in _counted(NameKind.DIRECTORATE, rows, "directorate"):
        found, row.is_sure = exact.get(row.key), row.key in exact
        if found is None:
            close = process.extractOne(row.key, exact.keys(), scorer=fuzz.WRatio, score_cutoff=SERVICE_LIKE)
            found = exact[close[0]] if close else None
            row.reason = "The name is alike" if found else ""
        if found:
            row.object_id, row.proposed = found.pk, found.name
        matched.append(row)
    return matched


def _managers(rows: Iterable[Mapping[str, Any]]) -> list[ImportName]:
    """By name or email address. One that nobody has, or two people have, is left empty, and said."""
    people: dict[str, set[int]] = defaultdict(set)
    called: dict[int, str] = {}
    for pk, name, email in User.objects.filter(is_active=True).values_list("pk", "name", "email"):
        called[pk] = name
        people[title_key(name)].add(pk)
        people[title_key(email)].add(pk)
        people[" ".join(sorted(title_key(name).split()))].add(pk)  # "Nair, Priya"
    matched = []
    for row in _counted(NameKind.MANAGER, rows, "contract_manager"):
        found = people.get(row.key) or people.get(" ".join(sorted(row.key.split()))) or set()
        row.is_sure = len(found) == 1
        if row.is_sure:
            (row.object_id,) = found
            row.proposed = called[row.object_id]
        else:
            row.reason = f"{len(found)} people have this name" if found else "Nobody here has this name or address"
        matched.append(row)
    return matched


def _services(rows: Collection[Mapping[str, Any]], register: KnownRegister) -> list[ImportName]:
    """By the file's own text, else proposed from the title or from what the same supplier provided before."""
    services = {title_key(service.name): service for service in services_known_to_all()}
    matched = []
    for row in _counted(NameKind.SERVICE, rows, "service"):
        service, row.is_sure = services.get(row.key), row.key in services
        if service is None:
            close = process.extractOne(row.key, services.keys(), scorer=fuzz.WRatio, score_cutoff=SERVICE_LIKE)
            service = services[close[0]] if close else None
        if service:
            row.object_id, row.proposed = service.pk, service.name
            row.reason = "" if row.is_sure else "The name is alike"
        matched.append(row)
    keys = {row.key for row in matched}
    named = [each for each in register.agreements.values() if each.service and suppliers_of(each)]
    before = {title_key(each.title): (each.service.pk, each.service.name) for each in named if each.service}
    untold = [values for values in rows if not values.get("service") and values.get("title")]
    for row in _counted(NameKind.SERVICE, untold, "title"):
        if row.key in keys:
            continue
        close = process.extractOne(row.key, services.keys(), scorer=fuzz.token_set_ratio, score_cutoff=SERVICE_LIKE)
        if close:
            row.object_id, row.proposed, row.reason = services[close[0]].pk, services[close[0]].name, "By its title"
        elif earlier := before.get(row.key):
            row.object_id, row.proposed, row.reason = *earlier, "An earlier agreement of this title"
        else:
            continue
        matched.append(row)
    return matched


def _counted(kind: str, rows: Iterable[Mapping[str, Any]], field: str) -> list[ImportName]:
    """An unmatched row for each text of a field."""
    names: dict[str, ImportName] = {}
    for values in rows:
        if text := values.get(field, ""):
            key = name_key(kind, text)
            row = names.setdefault(key, ImportName(kind=kind, key=key, name=text[:LONGEST], rows=0))
            row.rows += 1
    return list(names.values())


def _ids(rows: Iterable[ImportName], kind: str) -> list[int]:
    return [row.object_id for row in rows if row.kind == kind and row.object_id]


def _end_of(pk: int, merged: Mapping[int, int]) -> int:
    """The supplier that one was merged into, in the end."""
    seen = {pk}
    while (target := merged.get(pk)) and target not in seen:
        pk = target
        seen.add(pk)
    return pk
