"""P2K2 sessions: who gave what to which group, and who came."""
