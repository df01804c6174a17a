"""Reading the dashboard: counting figures, the figures as they are kept, and the rows that each is of."""
