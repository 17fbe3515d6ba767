"""Laporan: the shelf of reports with its preview."""
