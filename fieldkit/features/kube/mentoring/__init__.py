"""The side of the pendamping: the log of tasks, how a group develops, who takes part."""
