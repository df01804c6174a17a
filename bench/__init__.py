"""How quick the pages are, on councils of 1,000 to 100,000 cycles: `make bench`."""
