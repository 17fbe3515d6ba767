"""Empowerment programmes: who fits and why, fair lists for a quota, what became of nominations."""
