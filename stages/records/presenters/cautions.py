"""What a submission would leave out of the tables: `settings.GATE_CAUTIONS`."""

from __future__ import annotations

from approvals.presenters.readiness import Caution
from cycles.models import Cycle
from stages.records.policies import SEALED_AT
from stages.records.selectors.tables import row_counts
from stages.records.steps import all_steps, page_of_table


def drafts_left_out(cycle: Cycle, stage: str) -> list[Caution]:
    """One caution about all drafts in what the pack of this gate seals, with the pages on which they are confirmed."""
    drafts, pages = 0, {}
    counts = row_counts(cycle)
    for step in all_steps():
        for code in step.kinds if stage in SEALED_AT.get(step.stage, ()) else ():
            if (count := counts.get(code)) and count.drafts and (page := page_of_table(cycle, code)):
                drafts += count.drafts
                pages[page.url] = page.title
    if not drafts:
        return []
    one = drafts == 1
    says = "1 draft is still to be confirmed: it is" if one else f"{drafts} drafts are still to be confirmed: they are"
    return [Caution(f"{says} not part of the pack.", pages=[(title, url) for url, title in pages.items()])]
