"""Beranda: today, the month, who needs attention and what is still missing."""
