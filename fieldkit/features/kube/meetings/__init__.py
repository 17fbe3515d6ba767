"""Meetings and their minutes."""
