"""Tracks: which of the things on the frames of a film are the same thing, and how well that was told."""
