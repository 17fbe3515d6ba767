"""The agenda: what every room has for a day or a week, in one list."""
