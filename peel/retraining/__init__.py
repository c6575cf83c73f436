"""A better model by itself: when, on which data, in a clone of its own, and what became of it."""
