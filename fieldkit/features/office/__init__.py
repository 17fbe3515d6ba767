"""Who keeps the book, and the letterheads of the reports."""
