"""View models of the portfolio: what its pages and files show of the rows that the selectors read."""
