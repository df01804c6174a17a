"""Several people at once, over HTTP, on real databases."""
