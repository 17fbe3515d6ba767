"""Home visits: who was seen, why, and what was agreed."""
