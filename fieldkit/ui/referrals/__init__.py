"""The screen of partners, referrals, complaints and contacts."""
