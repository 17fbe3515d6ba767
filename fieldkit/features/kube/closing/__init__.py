"""Closed months of a group's books, and the digest that every page carries."""
