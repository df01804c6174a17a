"""Every change to a cycle: one function for each thing that a person does."""
