"""The budget (RAB): lines with volume and price, checked as they are written."""
