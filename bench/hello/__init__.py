"""The least that a page of this framework can cost: what every median is divided by."""
