"""What a group makes and sells, with its prices, and the light stock of its kitchen."""
