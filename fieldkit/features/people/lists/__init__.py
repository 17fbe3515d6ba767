"""Lists of families: brought in from any spreadsheet, and written out again."""
