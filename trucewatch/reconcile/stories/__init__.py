"""Which reports have one main happening, and which only come back to it."""
