"""What a book teaches: official sessions under its own words, local material, and its habits."""
