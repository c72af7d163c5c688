"""The fuzzing room: odd input for every door of the package, until something breaks; not in the wheel. See docs/testing.md."""
