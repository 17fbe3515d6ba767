"""Finding anything by a few letters: families, groups, sessions and KUBE."""
