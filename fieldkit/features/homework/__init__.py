"""Homework: a family's month of money, from handing out the sheet to its check."""
