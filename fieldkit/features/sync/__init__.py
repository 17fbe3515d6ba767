"""Exchange by file: cards, sealed files, merge, conflicts, hand-out."""
