"""Photos of sessions, visits and meetings, made small and kept encrypted."""
