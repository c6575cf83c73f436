"""Whether the score counts as under the threshold, who is told, and what is asked about."""
