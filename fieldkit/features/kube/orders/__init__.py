"""Orders the group cooks for: PMT for the posts of the kelurahan, and catering."""
