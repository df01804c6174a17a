"""What tests of the pages of questions and evidence may ask for."""

from tests.approvals.conftest import named
from tests.cycles.views.conftest import as_, own_folder, today

__all__ = ["as_", "named", "own_folder", "today"]
