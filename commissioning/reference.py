"""The pages of docs/reference, generated from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from accounts.models import Grade
from audit.services import history_sentences
from commissioning.access import ACCESS, AUDIENCES, RELATIONS
from commissioning.addresses import addresses
from cycles.models import Cycle, CycleStage
from notifications.kinds import notification_kinds
from principles.content import EditionContent
from principles.reading import CHECKLIST, FRAMEWORK, read_edition
from stages.records.pages import framework_pages
from stages.records.policies import SEALED_AT

EDITIONS = Path(__file__).resolve().parent.parent / "principles" / "editions"

HOW_TO_READ = (
    "A restricted cycle exists for the circle alone. For everybody else, and for people without a role, a cycle's"
    " address answers 404, as if there had never been one. Councillors read what a gate"
    " decided once it is decided as a whole, and a stage's work where the lead publishes it after the gate. A page that"
    " is not public asks to sign in first."
)
NOTE = "Made from the code by `scripts/reference.py`; do not edit."


def state_diagram() -> str:
    """Every transition of a cycle's stage, as a Mermaid diagram and a table."""
    field = Cycle._meta.get_field("stage")
    moves = sorted(
        {
            (str(move.source), str(move.target), move.name, (move.method.__doc__ or "").strip())
            for move in field.get_all_transitions(Cycle)
        },
        key=lambda move: (CycleStage.values.index(move[0]), CycleStage.values.index(move[1])),
    )
    arrows = "\n".join(f"    {source} --> {target}: {name}" for source, target, name, _ in moves)
    ends = "    closed --> [*]\n    stopped --> [*]"
    diagram = f"```mermaid\nstateDiagram-v2\n    [*] --> {CycleStage.ANALYSE}\n{arrows}\n{ends}\n```"
    rows = [(source, target, f"`{name}`", why) for source, target, name, why in moves]
    return f"{diagram}\n\n{_table(('from', 'to', 'transition', 'when'), rows)}"


def notification_table() -> str:
    return _table(("kind", "subject"), [(f"`{kind.code}`", kind.subject) for kind in notification_kinds().values()])


def audit_verbs() -> str:
    return _table(
        ("verb", "sentence"), [(f"`{verb}`", sentence) for verb, sentence in sorted(history_sentences().items())]
    )


def access_table() -> str:
    """Every address with its audiences, then the meaning of each audience."""
    patterns, rows = addresses(), []
    for name, row in ACCESS.items():
        rows.append(
            (f"`/{_path(patterns[name][0])}`", row.about, " ".join(row.methods), row.reads or "–", row.writes or "–")
        )
    audiences = [(name, ", ".join(code for code in RELATIONS if code in who)) for name, who in AUDIENCES.items()]
    tables = [
        _table(("address", "about", "methods", "who reads", "who writes"), rows),
        HOW_TO_READ,
        _table(("audience", "who is in it"), audiences),
        _table(("word", "who that is"), RELATIONS.items()),
    ]
    return "\n\n".join(tables)


def framework_table() -> str:
    """What the framework says, phrase by phrase, with the page that holds each.

    Raises LookupError where a statement is not cut into phrases, or a phrase names no page or one that is not there.
    """
    frame = _edition().framework
    statements = [
        *(("stage", row.code, row.name) for row in frame.stages if row.code in SEALED_AT),
        ("", "resources", "The total resources"),
        ("", "delivery_routes", "Delivery routes"),
        ("", "vision", "Vision"),
        ("", "aim", "Aim"),
        *(("principle", row.code, row.name) for row in frame.principles),
    ]
    cut = {row.of: row.phrases for row in frame.phrases}
    pages, patterns, parts = framework_pages(), addresses(), [f"The words are those of {frame.source}."]
    for kind, code, name in statements:
        if code not in cut:
            raise LookupError(f"The edition does not cut {code} into phrases")
        rows = []
        for phrase in cut[code]:
            if missing := [at for at in phrase.at if at not in pages] or ([] if phrase.at else ["none"]):
                raise LookupError(f"“{phrase.text}” of {code} names a page that does not exist: {', '.join(missing)}")
            where = [pages[at] for at in phrase.at]
            shown = [f"`/{_path(patterns[page.address][0], stage=page.stage, code=page.code)}`" for page in where]
            rows.append((phrase.text, ", ".join(page.title for page in where), ", ".join(shown)))
        heading = f"{name} ({kind})" if kind else name
        parts.append(f"## {heading}\n\n{_table(('phrase', 'page', 'address'), rows)}")
    return "\n\n".join(parts)


def _edition() -> EditionContent:
    """The newest of the editions that come with the program."""
    read = [
        read_edition(
            (folder / FRAMEWORK).read_text(encoding="utf-8"),
            (folder / CHECKLIST).read_text(encoding="utf-8"),
            grades=Grade.values,
        )
        for folder in sorted(EDITIONS.iterdir())
    ]
    editions = [edition for edition in read if isinstance(edition, EditionContent)]
    return max(editions, key=lambda edition: edition.framework.valid_from)


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "state-diagram.md": ("The stages of a cycle", state_diagram),
    "notification-kinds.md": ("Notification kinds", notification_table),
    "access.md": ("Who gets through at each address", access_table),
    "audit-verbs.md": ("What the record says", audit_verbs),
    "framework.md": ("Where each phrase of the framework is honoured", framework_table),
}


def write_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        (folder / name).write_text(_page(name), encoding="utf-8")


def out_of_date(folder: Path) -> list[str]:
    """The names of the pages that differ from the code."""
    stored = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return [name for name in PAGES if stored.get(name) != _page(name)]


def _path(pattern: str, **values: str) -> str:
    """The pattern as people read it, with the values that are known: cycles/<reference>/plan/risks/."""
    path = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "")
    for name, value in values.items():
        if value:
            path = re.sub(rf"<(\w+:)?{name}>", value, path)
    return path


def _page(name: str) -> str:
    title, content = PAGES[name]
    return f"# {title}\n\n{NOTE}\n\n{content()}\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
