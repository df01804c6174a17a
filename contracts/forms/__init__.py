"""Input to clean values. What a rule says is left to services and policies."""
