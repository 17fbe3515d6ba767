"""The box that carries a damaged book over into a new one."""
