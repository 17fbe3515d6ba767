"""The screen of the agenda."""
