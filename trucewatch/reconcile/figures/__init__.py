"""How many: the figures of each account, tolls over time, and the range of an incident."""
