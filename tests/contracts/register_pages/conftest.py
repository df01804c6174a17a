"""What tests of the register's own pages may ask for: the council of the other pages across everything, on its day."""

from tests.overview.conftest import SignedIn, as_, today

__all__ = ["SignedIn", "as_", "today"]
