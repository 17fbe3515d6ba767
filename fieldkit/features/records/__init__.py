"""History, bin, undo, and the book as plain files."""
