"""Who a KUBE is: the group and its members."""
