"""The encrypted book: one door to write, plain SQL to read."""
