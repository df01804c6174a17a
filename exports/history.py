"""The sentence of each audit verb."""

SENTENCES: dict[str, str] = {
    "file_asked_for": "Asked for {rows} rows of {table} as {form}, filtered by: {filter}",
    "rows_downloaded": "Downloaded {rows} rows of {table} as {form}, filtered by: {filter}",
}
