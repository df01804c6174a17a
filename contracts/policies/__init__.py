"""Who may change the register, and why not."""
