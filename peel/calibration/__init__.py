"""From scores of heads to probabilities that can be believed."""
