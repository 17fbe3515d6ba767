"""What the group owns: its goods with origin and condition."""
