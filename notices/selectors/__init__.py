"""Reading: which rows somebody may see, and the facts that rules and pages ask for."""
