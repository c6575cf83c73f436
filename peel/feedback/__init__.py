"""Answers that were given and labels that came back: the store of an installation."""
