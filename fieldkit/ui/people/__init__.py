"""Families: the register, a family's page, groups, and the import of lists."""
