"""The packaged example: eight dispatches written for the demonstration (see README.md)."""
