"""A damaged book carried over into a whole one, with a list of what came along."""
