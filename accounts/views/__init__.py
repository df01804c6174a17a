"""Pages of people: signing in, one's own cover, and managing who may do what."""
