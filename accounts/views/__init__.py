"""Pages of people: signing in, cover, and managing people and roles."""
