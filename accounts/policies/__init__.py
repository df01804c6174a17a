"""Who may do what to people and cover, and why not."""
