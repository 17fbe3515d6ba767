"""What one member paid, saved, borrowed and got: the pass-book, and a private arrears slip."""
