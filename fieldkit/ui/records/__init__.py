"""Riwayat: every step, the story of one record, and the bin."""
