"""Reads across everything, each within what the person may see, in the same number of queries whatever the count."""
