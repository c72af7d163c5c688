"""Which reports are copies, cuts, renderings or later versions of which, and what they credit."""
