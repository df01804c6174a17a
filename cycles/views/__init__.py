"""Pages of a cycle: HTTP in, services and queries called, templates out."""
