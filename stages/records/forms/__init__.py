"""Forms of the stages' tables: one row, a grid of rows, pasted ones."""

from stages.records.forms.rows import SELECT, OwnerForm, RecordForm, record_form

__all__ = ["SELECT", "OwnerForm", "RecordForm", "record_form"]
