"""Heads on pooled features: closed forms with exact leave-one-out scores, and a logistic one that is trained where it is asked for."""
