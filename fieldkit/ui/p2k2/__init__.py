"""P2K2: the month by groups, plans, and the page of a meeting."""
