"""The work of each stage: Django apps one above the other, on the tables of `stages.records`."""
