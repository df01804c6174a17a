"""What the record says of the dashboard."""

from __future__ import annotations

VERBS = {"commentary_written": "wrote the commentary of the dashboard"}
