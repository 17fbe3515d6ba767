"""FieldKit: the offline workbook of Indonesian social-work facilitators."""

__version__ = "0.1.0"
