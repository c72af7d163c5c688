"""The same happening as several posts perceived it."""
