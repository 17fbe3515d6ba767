"""Joint business groups: the group, its meetings, its dues and its cash book."""
