"""What tests of the pipeline's page may ask for: the council of the other pages across everything, on its day."""

from tests.overview.conftest import SignedIn, as_, council, today

__all__ = ["SignedIn", "as_", "council", "today"]
