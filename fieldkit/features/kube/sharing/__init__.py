"""Sharing what was earned: shown before it is posted, a part stays in the cash pot."""
