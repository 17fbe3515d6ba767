"""The month as a whole: what Beranda shows, the reports and what they still lack."""
