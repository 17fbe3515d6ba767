"""The money of a KUBE: entries that only grow."""
