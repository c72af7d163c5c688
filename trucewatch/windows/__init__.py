"""Merge what is too much for one process in windows of days and regions, with the outcome of merging all of it at once."""
