"""Data protection as the law wants it: consents, requests, incidents, retention, destruction."""
