"""HTTP: a view checks input and calls one service."""
