"""The practice book: an invented kelurahan with a year of work, for learning and trying."""
