"""Catch-up: who missed which session, and who has made up for it since, counted apart."""
