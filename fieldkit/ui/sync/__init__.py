"""Tukar Data: cards, files to and from other laptops, and what they disagree on."""
