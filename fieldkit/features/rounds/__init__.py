"""The month's round of home visits: whom to visit, why, and on which day."""
