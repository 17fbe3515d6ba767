"""Partners, what they offer, and whoever is referred, speaks up, or was spoken for."""
