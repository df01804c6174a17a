"""What the record says of the dashboard."""

from __future__ import annotations

SENTENCES = {"commentary_written": "Wrote the commentary of the dashboard"}
