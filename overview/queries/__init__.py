"""Reads across everything. Each starts from what the person may see, and asks the same number of queries of any count."""
