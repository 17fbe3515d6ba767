"""Change over time: the semester form, and a yardstick of each family against the stages."""
