"""Families (KPM), their members and businesses, and the groups they meet in."""
