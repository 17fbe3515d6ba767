"""Contests, bazaars and trainings: who took part, certificates, what came of it."""
