"""Graduation: the path of a family out of the programme, and what speaks for it."""
