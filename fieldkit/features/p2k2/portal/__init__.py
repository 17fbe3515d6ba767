"""The portal desk: what the ministry's portal asks of each session, ready to be copied there."""
