"""A council of any size: one is played through the real services, its services are copied by SQL."""
