"""What differs between two editions, part by part and word by word. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.text_comparison import TextRun, compare_texts


@dataclass(frozen=True)
class EditionItem:
    """A question, a principle, a tier ...: known by its code in both editions. `texts` has what it says, by label."""

    code: str
    title: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class TextChange:
    """One text in both editions; "" where one of them says nothing."""

    label: str
    before: str
    after: str

    @property
    def runs(self) -> tuple[list[TextRun], list[TextRun]]:
        """Both texts, with the words that are only there marked."""
        return compare_texts(self.before, self.after)


@dataclass(frozen=True)
class ItemChange:
    """An item of both editions, as the newer one has it, with each text that differs."""

    item: EditionItem
    changes: list[TextChange]


@dataclass(frozen=True)
class SectionComparison:
    title: str
    added: list[EditionItem]
    removed: list[EditionItem]
    changed: list[ItemChange]
    unchanged: int

    @property
    def differs(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare_items(title: str, older: Sequence[EditionItem], newer: Sequence[EditionItem]) -> SectionComparison:
    """Items with one code are the same item. Their order counts for nothing."""
    before, after = {item.code: item for item in older}, {item.code: item for item in newer}
    both = [(before[code], item) for code, item in after.items() if code in before]
    changed = []
    for old, new in both:
        labels = {**new.texts, **old.texts}  # in the order of the newer edition
        texts = ((label, old.texts.get(label, ""), new.texts.get(label, "")) for label in labels)
        if changes := [TextChange(label, earlier, later) for label, earlier, later in texts if earlier != later]:
            changed.append(ItemChange(new, changes))
    return SectionComparison(
        title=title,
        added=[item for code, item in after.items() if code not in before],
        removed=[item for code, item in before.items() if code not in after],
        changed=changed,
        unchanged=len(both) - len(changed),
    )
