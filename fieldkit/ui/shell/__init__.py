"""The window around every screen."""
