"""What the council's figures are counted from, and how they are read."""
