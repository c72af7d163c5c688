"""Benchmarks: how fast Trucewatch reads, and what it costs."""
