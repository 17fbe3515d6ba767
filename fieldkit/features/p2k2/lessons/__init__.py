"""Lessons: a session made ready to be shown, printed as a flipchart, and planned on paper."""
