"""Pelindungan data: consents, requests, incidents, processing, keeping, and the access log."""
