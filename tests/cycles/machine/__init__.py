"""A model of the rules, and a machine that plays the services against it at random."""
