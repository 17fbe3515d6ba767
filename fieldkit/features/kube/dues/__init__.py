"""What members pay at each meeting."""
