"""What every page of Peel shares: one look, one script, the small pieces, and the seal against the network."""
