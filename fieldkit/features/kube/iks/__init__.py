"""IKS: the pot for solidarity, whom it helped and why, by the group's own rule."""
