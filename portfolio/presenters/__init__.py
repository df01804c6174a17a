"""View models of the portfolio: what its pages show of the rows that the selectors read."""
