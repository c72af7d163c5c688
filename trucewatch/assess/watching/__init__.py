"""What posts can perceive: where, by which means, in which hours."""
