"""Which network, which depth, which heads: scored by one pass and algebra, chosen, ranked."""
