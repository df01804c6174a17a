"""What the contracts register knows of what a cycle replaces: drafts of the arrangement and of its providers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.models import Agreement, Supplier
from cycles.services.changing import Change
from stages.analyse.models import CurrentArrangement, Provider, RegisterLink
from stages.records.kinds import all_kinds
from stages.records.models import StageRecord
from stages.records.policies import SEALED_AT
from stages.records.services.tables import TITLE_LENGTH, carry_over, drop_drafts, renew_stored
from ui.wording import day, listed

ARRANGEMENT, MARKET = "arrangement", "market"
FEW = 3  # suppliers that an arrangement names
LONGEST = 120  # letters of a title within a sentence
UNLINKED = "the cycle no longer replaces the agreement that they came from"


@dataclass(frozen=True)
class Drafted:
    """One row as the register has it; `facts` are what a change of the register is seen by."""

    kind: str
    row: StageRecord
    facts: Mapping[str, str]
    supplier: Supplier | None = None


def follow_register(change: Change, replaced: Agreement | None) -> None:
    """Follow-up of `replaced_agreement_renewed`: draft what is new, once, and let drafts that nobody confirmed follow.

    What was confirmed stays; the page of its table says what the register says now. Only signed agreements count: the
    register of those is public, whatever cycle put them in place.
    """
    agreement = replaced if replaced is not None and replaced.is_signed else None
    links = list(RegisterLink.objects.filter(cycle=change.cycle).select_related("supplier"))
    if agreement is None and not links:
        return
    _unlink(change, [link for link in links if agreement is None or link.agreement_id != agreement.pk])
    if agreement is None:
        return
    present = [link for link in links if link.agreement_id == agreement.pk]
    is_open = not change.cycle.has_passed(SEALED_AT["analyse"][-1])
    new: dict[str, list[Drafted]] = {}
    drafted = _drafted(agreement)
    for link in present:
        said = next((row for row in drafted if _is_of(link, row)), None)
        if said is None or dict(said.facts) != link.present:
            _renew(change, link, said)
    for row in drafted:
        if is_open and not any(_is_of(link, row) for link in present):
            new.setdefault(row.kind, []).append(row)
    for code, rows in new.items():
        drafts = carry_over(
            change, all_kinds()[code], [row.row for row in rows], f"the register, {agreement.reference}"
        )
        RegisterLink.objects.bulk_create(
            RegisterLink(
                cycle=change.cycle,
                kind=code,
                record_id=draft.pk,
                agreement=agreement,
                supplier=row.supplier,
                drafted=dict(row.facts),
                present=dict(row.facts),
            )
            for row, draft in zip(rows, drafts, strict=True)
        )


def _drafted(agreement: Agreement) -> list[Drafted]:
    held = agreement.supplied_by.select_related("supplier")
    suppliers = list(dict.fromkeys(row.supplier for row in held))
    names = [supplier.name for supplier in suppliers]
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    if agreement.ended_on:
        ends = f"ended on {day(agreement.ended_on)}"
    elif agreement.current_end:
        ends = f"ends on {day(agreement.current_end)}"
    else:
        ends = "runs until notice is given" if agreement.is_rolling else "has no end that is known"
    title = agreement.title if len(agreement.title) <= LONGEST else f"{agreement.title[: LONGEST - 1]}…"
    held_by = f", {listed([*(name[:40] for name in names[:FEW]), *more])}" if names else ""
    cost = agreement.value_a_year
    arrangement = CurrentArrangement(name=f"{title} ({agreement.reference}){held_by}, {ends}"[:300], yearly_cost=cost)
    facts = {
        "title": title,
        "supplier": listed(names) or "not known",
        "value a year": "not known" if cost is None else f"£{cost:,.2f}".removesuffix(".00"),
        "it": ends,
    }
    capacity = f"Delivers “{title}” today ({agreement.reference})"
    return [
        Drafted(ARRANGEMENT, arrangement, facts),
        *(Drafted(MARKET, Provider(name=row.name, capacity=capacity), {"name": row.name}, row) for row in suppliers),
    ]


def _is_of(link: RegisterLink, row: Drafted) -> bool:
    """A supplier that was merged into another is that one, until the merging is undone."""
    if link.kind != row.kind:
        return False
    if row.supplier is None or link.supplier is None:
        return row.supplier is None and link.supplier is None
    return row.supplier.pk in (link.supplier.pk, link.supplier.merged_into_id)


def _renew(change: Change, link: RegisterLink, said: Drafted | None) -> None:
    """Store what the register says now; a draft becomes that, or goes with the supplier."""
    kind = all_kinds()[link.kind]
    draft = kind.model._default_manager.filter(pk=link.record_id, is_draft=True).first()
    link.present = dict(said.facts) if said else {}
    if draft is not None and said is None:
        drafts = kind.model._default_manager.filter(pk=draft.pk)
        drop_drafts(change, kind, drafts, "the agreement has not this supplier any more")
        link.delete()  # where it comes back, so does the draft
        return
    if draft is not None and said is not None:
        link.drafted = link.present
        fields = [name for name in kind.fields if getattr(said.row, name) not in (None, "")]
        if not all(getattr(draft, name) == getattr(said.row, name) for name in fields):
            for name in fields:
                setattr(draft, name, getattr(said.row, name))
            draft.version += 1
            draft.changed_at = change.at
            draft.save()
            change.record("draft_followed", about=draft, table=kind.name, title=kind.title_of(draft)[:TITLE_LENGTH])
            renew_stored(change.cycle, kind)
    link.save()


def _unlink(change: Change, links: list[RegisterLink]) -> None:
    """Of an agreement that the cycle no longer replaces: its drafts go; what was confirmed is the cycle's own."""
    for code in dict.fromkeys(link.kind for link in links):
        kind, ids = all_kinds()[code], [link.record_id for link in links if link.kind == code]
        drop_drafts(change, kind, kind.model._default_manager.filter(pk__in=ids), UNLINKED)
    RegisterLink.objects.filter(pk__in=[link.pk for link in links]).delete()
