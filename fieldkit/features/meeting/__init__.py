"""One page for the whole meeting: attendance, homework, catch-up and the saving circle together."""
