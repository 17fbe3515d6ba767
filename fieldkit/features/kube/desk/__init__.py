"""The guest book and the register of letters."""
