"""Rows to sentences and what templates show."""
