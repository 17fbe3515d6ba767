"""A group's saving circle: what is collected at meetings, recorded and never held by FieldKit."""
