"""Komitmen: schools, health and social duties, who is below the line, and the list of duties."""
