"""Savings and loans: what members borrowed, pay back in instalments, and saved."""
