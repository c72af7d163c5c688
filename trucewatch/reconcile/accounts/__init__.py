"""Who tells of an incident, and where each account comes from."""
