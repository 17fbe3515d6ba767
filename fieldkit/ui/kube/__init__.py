"""KUBE: the group, its meetings, its money; and the two big buttons of a leader."""
