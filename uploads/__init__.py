"""Evidence files: which are accepted, their names, and where their bytes are stored. Uses no database."""
