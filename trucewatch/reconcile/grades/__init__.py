"""How far each statement of an incident is carried, and by whom."""
