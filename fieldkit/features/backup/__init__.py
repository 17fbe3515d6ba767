"""Verified copies of a book, and new books made from them."""
