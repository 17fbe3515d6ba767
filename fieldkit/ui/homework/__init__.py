"""The homework screen: a group's sheets of the month and a family's money."""
