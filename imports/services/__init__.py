"""Bringing files of registers in: read, checked by a person, written all at once in the background, taken back."""
