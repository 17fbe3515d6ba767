"""The plan of a month: what each group is due and why, on which day, and what is in the way."""
