"""How many rows there are, as one value of a statement that asks for more."""

from __future__ import annotations

from django.db.models import IntegerField, Subquery


class HowMany(Subquery):
    """The number of the rows of a query, which may be limited; NULL of one that can find none."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
