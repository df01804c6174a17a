"""Real servers for tests: databases, web servers, and what goes on in them."""
