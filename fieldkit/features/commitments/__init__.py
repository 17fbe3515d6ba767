"""Commitments (verifikasi komitmen): school, health and social duties, and what was done."""
