"""Keys, roles and the people of a book."""
