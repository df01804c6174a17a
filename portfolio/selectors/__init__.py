"""What is asked of the portfolio, and the rows that answer it, in the same number of queries whatever the count."""
